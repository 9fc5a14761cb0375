package io.tallyman.source.ebpf.internal.clock;

import io.tallyman.api.source.RecordClock;

/**
 * Adds a step to the clock of the records when somebody has set the wall clock. Only a set clock changes the difference
 * between wall clock and boot clock: a time service that makes the clock run faster or slower changes both alike.
 *
 * <p>The difference cannot be read in one call. The reading of the wall clock lies between two readings of the boot
 * clock, and half of the time between these two is the error of the difference. A step is certain when the new
 * difference is farther from the former one than both errors. Reader thread only; nothing is allocated but for a step.
 */
public final class ClockFollower {
    /** How often the clocks are compared. Events of this time, after the clock was set, may keep the former offset. */
    public static final long INTERVAL_NANOS = 100_000_000;
    private static final int TRIES = 5;
    /** The kernel rounds both clocks. */
    private static final long ROUNDING = 2;

    private final Clock clock;
    private final RecordClock records;
    private long offset;
    private long error;
    /** Boot clock when the clocks were compared last. */
    private long compared;
    /** No time after this one has been translated yet. */
    private long translated;
    private long measuredOffset;
    private long measuredError;

    public ClockFollower(Clock clock) {
        this.clock = clock;
        measure(TRIES);
        offset = measuredOffset;
        error = measuredError;
        records = new RecordClock(offset, this::now);
    }

    /** The clock that this follower keeps right. */
    public RecordClock records() {
        return records;
    }

    /** The boot clock, for a record that is made now and shown at once. */
    private long now() {
        translated = clock.boot();
        return translated;
    }

    /** Records up to now have been delivered, and may have been printed. */
    public void delivered() {
        translated = clock.boot();
    }

    /** Compares the clocks, and adds a step if the wall clock was set since the last comparison. */
    public void compare() {
        long last = compared;
        measure(1);
        if (isStep()) {
            measure(TRIES);
            if (isStep()) {
                offset = measuredOffset;
                error = measuredError;
                records.step(Math.max(last, translated) + 1, offset);
            }
        }
    }

    private boolean isStep() {
        return Math.abs(measuredOffset - offset) > measuredError + error;
    }

    /** Keeps the difference with the smallest error. */
    private void measure(int tries) {
        measuredError = Long.MAX_VALUE;
        for (int i = 0; i < tries; i++) {
            long before = clock.boot();
            long wall = clock.wall();
            compared = clock.boot();
            long half = (compared - before) / 2;
            if (half + ROUNDING < measuredError) {
                measuredError = half + ROUNDING;
                measuredOffset = wall - (before + half);
            }
        }
    }
}
