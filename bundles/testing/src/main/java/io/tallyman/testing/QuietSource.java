package io.tallyman.testing;

import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A source that is its own session, loses nothing and knows no cgroup; a test's own says which records come. */
public abstract class QuietSource implements EventSource, SourceSession {
    private static final int ROOM = 64 * 1024;
    /** A record does not start where its buffer does. */
    protected static final int AT = 8;

    private final String name;
    private final RecordClock clock = new RecordClock(1_000_000);
    private final Semaphore wake = new Semaphore(0);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.LITTLE_ENDIAN);
    private volatile boolean gateOpen;
    private volatile int closed;

    protected QuietSource(String name) {
        this.name = name;
    }

    /** Hands over one record, as {@link #poll} is to do it. */
    protected final void deliver(byte[] record, RecordHandler handler) {
        handler.onRecord(put(record), AT, record.length);
    }

    /** Lays a record where {@link #AT} says. */
    protected final ByteBuffer put(byte[] record) {
        return buffer.put(AT, record);
    }

    /** A record that was delivered last lies here. */
    public final ByteBuffer buffer() {
        return buffer;
    }

    public final boolean isGateOpen() {
        return gateOpen;
    }

    /** How often it was closed. */
    public final int closed() {
        return closed;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public SourceSession open(SourceOptions options) throws SourceException {
        return this;
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
    public RecordClock clock() {
        return clock;
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
