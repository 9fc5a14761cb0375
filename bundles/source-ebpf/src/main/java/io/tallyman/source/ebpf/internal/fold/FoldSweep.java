package io.tallyman.source.ebpf.internal.fold;

import io.tallyman.api.source.RecordHandler;
import java.util.concurrent.TimeUnit;

/**
 * Takes summaries out of the table: once a second those whose time is over, and all of them when a session ends. A
 * summary goes on once the reader has read everything that was in the ring before, so that what the ring tells of the
 * cgroup and of the process comes first. Reader thread, save where a method says otherwise.
 */
public final class FoldSweep {
    /** The time between two looks at the table. A summary comes that much later than its time ends, at the most. */
    public static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final FoldTable table;
    private long nextLook = System.nanoTime();
    /** A sweep is due once the reader has come to this position. */
    private boolean due;
    private long position;
    private long time;
    private boolean all;
    private volatile long folded;

    public FoldSweep(FoldTable table) {
        this.table = table;
    }

    /** Whether it is time for another look. */
    public boolean isLookDue() {
        return !due && System.nanoTime() - nextLook >= 0;
    }

    /**
     * Asks for the summaries whose time is over.
     *
     * @param end  the position behind all records that are in the ring now
     * @param now  boot clock, in nanoseconds
     */
    public void look(long end, long now) {
        nextLook = System.nanoTime() + INTERVAL_NANOS;
        due = true;
        position = end;
        time = now;
    }

    /** Asks for all summaries, whether their time is over or not. */
    public void flush(long end, long now) {
        look(end, now);
        all = true;
    }

    /** Whether all summaries were asked for and have not been delivered yet. */
    public boolean isFlushing() {
        return all;
    }

    /**
     * Delivers what was asked for, if the reader has come so far. Where all summaries were asked for, a place that a program
     * holds is looked at again by the next call: nobody would look at it later.
     *
     * @param read the position behind all records that have been read
     * @return how many summaries were delivered
     */
    public int deliver(long read, RecordHandler handler) {
        if (!due || read < position) {
            return 0;
        }
        int delivered = 0;
        boolean busy = false;
        for (int place = 0; place < FoldTable.PLACES; place++) {
            int length = table.take(place, time, !all);
            busy |= length == FoldTable.BUSY;
            if (length > 0) {
                delivered++;
                folded = folded + table.count() - 1;
                handler.onRecord(table.summary(), 0, length);
            }
        }
        due = all && busy;
        all = due;
        return delivered;
    }

    /** How many calls became part of the summaries that were delivered. Any thread. */
    public long folded() {
        return folded;
    }
}
