package io.tallyman.engine.internal;

import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import io.tallyman.testing.QuietSource;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** A source that delivers what a test puts in. */
public class FakeSource extends QuietSource {
    private static final int BATCH = 64;

    public final BlockingQueue<byte[]> records = new LinkedBlockingQueue<>();
    public volatile boolean ended;
    public volatile BitSet events = new BitSet();
    public volatile int opened;
    public volatile String refusal;
    /** Comes again and again where there is nothing else. */
    public volatile byte[] endless;
    /** The events that the source is ready for. */
    public volatile BitSet prepared = new BitSet();
    /** The source gets ready for more events only with a permit. */
    public final Semaphore preparations = new Semaphore(1_000_003);
    /** Why it cannot get ready for what a session wants, or null. */
    public volatile String unpreparable;
    /** Why it cannot report an event, by the event's id. */
    public final Map<Integer, String> unavailable = new ConcurrentHashMap<>();
    /** It fails when it is told what is wanted. */
    public volatile boolean unpublishable;
    /** How it was opened last. */
    public volatile SourceOptions options;
    /** The source is read only with a permit, which is given back. */
    public final Semaphore polls = new Semaphore(1);
    /** Records come only after a mark was asked for, and after so many looks that find nothing. */
    public volatile int emptyLooks;
    private boolean marked;
    private int polled;

    public FakeSource() {
        super("fake");
    }

    public void put(byte[]... more) {
        records.addAll(List.of(more));
        wakeup();
    }

    @Override
    public SourceSession open(SourceOptions options) throws SourceException {
        if (refusal != null) {
            throw new SourceException(refusal, null);
        }
        opened++;
        this.options = options;
        return this;
    }

    @Override
    public String whyUnavailable(int event) {
        return unavailable.get(event);
    }

    @Override
    public void prepare(BitSet ids) throws SourceException {
        BitSet more = (BitSet) ids.clone();
        more.andNot(prepared);
        if (!more.isEmpty()) {
            preparations.acquireUninterruptibly();
        }
        if (unpreparable != null) {
            throw new SourceException(unpreparable, null);
        }
        prepared = ids;
    }

    @Override
    public int poll(RecordHandler handler) {
        polls.acquireUninterruptibly();
        polls.release();
        if (emptyLooks > 0) {
            emptyLooks -= marked ? 1 : 0;
            return 0;
        }
        int count = 0;
        for (byte[] record; count < BATCH && (record = next()) != null; count++) {
            if (!isLeftOut(record)) {
                deliver(record, handler);
            }
        }
        polled += count;
        return count == 0 && ended ? -1 : count;
    }

    /** Whether the source makes no such record, since nobody wants one. */
    protected boolean isLeftOut(byte[] record) {
        return false;
    }

    private byte[] next() {
        byte[] record = records.poll();
        return record == null ? endless : record;
    }

    @Override
    public long mark() {
        marked = true;
        return polled + records.size();
    }

    @Override
    public boolean isPast(long mark) {
        return polled >= mark;
    }

    @Override
    public void await(long nanos) {
        if (records.isEmpty()) {
            super.await(nanos);
        }
    }

    @Override
    public void events(BitSet ids) {
        if (unpublishable) {
            throw new IllegalStateException("not now");
        }
        events = ids;
    }
}
