package io.tallyman.containers.internal.support;

import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.SourceSession;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A source without records that knows some cgroups' paths. */
public final class FakeSource implements SourceSession {
    public final Map<Long, String> paths = new HashMap<>();
    public final AtomicInteger wakeups = new AtomicInteger();
    public int pathsAsked;
    public long lostCgroupRecords;
    /** Where the ring ends, and how far it has been read. */
    public long submitted;
    public long read;
    private final Path mountPoint;

    public FakeSource(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    @Override
    public int poll(RecordHandler handler) {
        return 0;
    }

    @Override
    public void await(long nanos) {
    }

    @Override
    public void wakeup() {
        wakeups.incrementAndGet();
    }

    @Override
    public void events(BitSet ids) {
    }

    @Override
    public void openGate() {
    }

    @Override
    public void closeGate() {
    }

    @Override
    public RecordClock clock() {
        return new RecordClock(0);
    }

    @Override
    public String cgroupPath(long cgroupId) {
        pathsAsked++;
        return paths.get(cgroupId);
    }

    @Override
    public CgroupHierarchy hierarchy() {
        return new CgroupHierarchy(0, "", mountPoint, "/");
    }

    @Override
    public long emitted() {
        return 0;
    }

    @Override
    public List<LossCounter> losses() {
        return List.of();
    }

    @Override
    public long lostCgroupRecords() {
        return lostCgroupRecords;
    }

    @Override
    public long mark() {
        return submitted;
    }

    @Override
    public boolean isPast(long mark) {
        return read >= mark;
    }

    @Override
    public void close() {
    }
}
