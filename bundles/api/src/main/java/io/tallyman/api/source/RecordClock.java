package io.tallyman.api.source;

import java.util.function.LongSupplier;

/**
 * The clock of a source's records. Records carry the time of the boot clock, in nanoseconds; this class translates such
 * a time to nanoseconds since the epoch.
 *
 * <p>An administrator or a time service may set the wall clock while a source is open. The source then adds a
 * {@link #step}: times before the step keep their translation, later times get the new one. So an event has the same
 * time wherever the event is printed. The clock remembers {@value #MAX_STEPS} steps; older times share one translation.
 *
 * <p>One thread at a time may add a step. Any thread may translate, without a lock and without allocation.
 */
public final class RecordClock {
    private static final int MAX_STEPS = 64;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier now;
    private volatile Step last;

    /** The offset of all times from {@code from} to the next step. */
    private record Step(long from, long offset, Step before) {
        Step newest(int count) {
            return count == 1 || before == null ? new Step(Long.MIN_VALUE, offset, null)
                    : new Step(from, offset, before.newest(count - 1));
        }
    }

    /**
     * A clock for a source whose records do not happen now. {@link #now} follows the wall clock of this machine.
     *
     * @param epochOffset nanoseconds since the epoch when the boot clock was zero
     */
    public RecordClock(long epochOffset) {
        now = () -> System.currentTimeMillis() * NANOS_PER_MILLI - last.offset;
        last = new Step(Long.MIN_VALUE, epochOffset, null);
    }

    /**
     * A clock for a source whose records happen now.
     *
     * @param epochOffset nanoseconds since the epoch when the boot clock was zero, as the wall clock is set now
     * @param now         the boot clock of the records, in nanoseconds; called by the reader thread
     */
    public RecordClock(long epochOffset, LongSupplier now) {
        this.now = now;
        last = new Step(Long.MIN_VALUE, epochOffset, null);
    }

    /** The boot clock: the time that a record gets that is made now. Reader thread; not for every event. */
    public long now() {
        return now.getAsLong();
    }

    /** Nanoseconds since the epoch for a time of the boot clock. */
    public long toEpoch(long time) {
        Step step = last;
        while (time < step.from) {
            step = step.before;
        }
        return time + step.offset;
    }

    /**
     * The wall clock was set.
     *
     * @param from        the first time of the boot clock that has the new offset; later than that of all steps before
     * @param epochOffset what to add to such times to get nanoseconds since the epoch
     */
    public void step(long from, long epochOffset) {
        if (from <= last.from) {
            throw new IllegalArgumentException("a step at " + from + " is not later than the one at " + last.from);
        }
        last = new Step(from, epochOffset, last.newest(MAX_STEPS));
    }
}
