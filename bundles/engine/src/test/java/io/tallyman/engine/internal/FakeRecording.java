package io.tallyman.engine.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceDefaults;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A recording of what a test has put in before it is opened. */
final class FakeRecording implements EventSource, RecordedSession {
    private record Entry(byte[] record, Container container) {
    }

    private final Queue<Entry> entries = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    private final Semaphore wake = new Semaphore(0);
    private Container container;
    /** Another one each time, as a source that measures it would say. */
    private long offset = 1_000_003;
    private volatile boolean gateOpen;
    volatile int pollsAtEnd;
    volatile int closed;
    String damage;
    String missing;

    void add(byte[] record, Container of) {
        entries.add(new Entry(record, of));
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public SourceDefaults defaults(SourceOptions options) throws SourceException {
        if (missing != null) {
            throw new SourceException(missing, null);
        }
        return new SourceDefaults("*", true, true);
    }

    @Override
    public SourceSession open(SourceOptions options) {
        return this;
    }

    @Override
    public int poll(RecordHandler handler) {
        if (!gateOpen) {
            return 0;
        }
        Entry entry = entries.poll();
        if (entry == null) {
            pollsAtEnd++;
            return -1;
        }
        buffer.put(8, entry.record());
        container = entry.container();
        handler.onRecord(buffer, 8, entry.record().length);
        return 1;
    }

    @Override
    public Container container() {
        return container;
    }

    @Override
    public String damage() {
        return damage;
    }

    @Override
    public void await(long nanos) {
        try {
            if (wake.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wakeup() {
        wake.release();
    }

    @Override
    public void events(BitSet ids) {
    }

    @Override
    public void openGate() {
        gateOpen = true;
        wakeup();
    }

    @Override
    public void closeGate() {
        gateOpen = false;
    }

    @Override
    public long epochOffset() {
        return offset++;
    }

    @Override
    public String cgroupPath(long cgroupId) {
        return null;
    }

    @Override
    public CgroupHierarchy hierarchy() {
        return new CgroupHierarchy(0, "", null, "/");
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
    public void close() {
        closed++;
    }
}
