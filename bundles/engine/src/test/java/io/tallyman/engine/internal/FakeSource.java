package io.tallyman.engine.internal;

import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A source that delivers what a test puts in. */
final class FakeSource implements EventSource, SourceSession {
    final BlockingQueue<byte[]> records = new LinkedBlockingQueue<>();
    final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    private final Semaphore wake = new Semaphore(0);
    volatile boolean gateOpen;
    volatile boolean ended;
    volatile BitSet events = new BitSet();
    volatile int opened;
    volatile int closed;
    volatile String refusal;
    /** Comes again and again where there is nothing else. */
    volatile byte[] endless;
    private int polled;

    void put(byte[]... more) {
        records.addAll(List.of(more));
        wakeup();
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public SourceSession open(SourceOptions options) throws SourceException {
        if (refusal != null) {
            throw new SourceException(refusal, null);
        }
        opened++;
        return this;
    }

    @Override
    public int poll(RecordHandler handler) {
        int count = 0;
        for (byte[] record; count < 64 && (record = next()) != null; count++) {
            buffer.put(8, record);
            handler.onRecord(buffer, 8, record.length);
        }
        polled += count;
        return count == 0 && ended ? -1 : count;
    }

    private byte[] next() {
        byte[] record = records.poll();
        return record == null ? endless : record;
    }

    @Override
    public long mark() {
        return polled + records.size();
    }

    @Override
    public boolean isPast(long mark) {
        return polled >= mark;
    }

    @Override
    public void await(long nanos) {
        try {
            if (records.isEmpty() && wake.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
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
        events = ids;
    }

    @Override
    public void openGate() {
        gateOpen = true;
    }

    @Override
    public void closeGate() {
        gateOpen = false;
    }

    @Override
    public long epochOffset() {
        return 1_000_000;
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
