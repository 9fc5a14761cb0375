package io.tallyman.engine.internal.loss;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/** Whose events an output has dropped since somebody last asked. Adding allocates nothing, save for a new owner. Reader thread. */
public final class Dropped {
    private Owner[] owners = {};
    private long[] counts = {};
    private long[] first = {};
    private long[] last = {};
    private volatile boolean any;

    /**
     * One event was dropped.
     *
     * @param time of the event, by the clock of the records
     */
    public void add(Owner owner, long time) {
        int at = owner.number();
        if (at >= counts.length) {
            grow(at + 1);
        }
        if (counts[at]++ == 0) {
            owners[at] = owner;
            first[at] = time;
        }
        last[at] = time;
        if (!any) {
            any = true;
        }
    }

    /** Whether something was added since. Any thread. */
    public boolean any() {
        return any;
    }

    private void grow(int least) {
        int size = Math.max(least, 2 * counts.length);
        owners = Arrays.copyOf(owners, size);
        counts = Arrays.copyOf(counts, size);
        first = Arrays.copyOf(first, size);
        last = Arrays.copyOf(last, size);
    }

    /**
     * Puts what was added among the holes, and begins anew.
     *
     * @param toEpoch from a time of the records to nanoseconds since the epoch
     */
    public void moveTo(Holes holes, LongUnaryOperator toEpoch) {
        any = false;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                owners[i].countDropped(counts[i]);
                holes.add(Hole.of(Hole.QUEUE_FULL, owners[i].container(), counts[i], toEpoch.applyAsLong(first[i]),
                        toEpoch.applyAsLong(last[i])));
                counts[i] = 0;
                owners[i] = null;
            }
        }
    }
}
