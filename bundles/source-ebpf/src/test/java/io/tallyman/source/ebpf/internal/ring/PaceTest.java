package io.tallyman.source.ebpf.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final Pace pace = new Pace(0);

    /** Records come evenly, and the reader reads what has come at the end of each rest. Returns the last rest. */
    private long restAt(double rate, long start, int seconds) {
        long now = start;
        long rest = 0;
        double waiting = 0;
        while (now < start + seconds * SECOND) {
            // after a rest without a record the reader sleeps until the next one comes
            long passed = Math.max(rest, (long) ((1 - waiting) / rate * SECOND));
            now += passed;
            waiting += rate * passed / SECOND;
            rest = pace.rest((int) waiting, now);
            waiting -= (int) waiting;
        }
        return rest;
    }

    @Test
    void shouldHardlyRestWhileFewRecordsCome() {
        assertEquals(Pace.LEAST_NANOS, restAt(3, 0, 7));
        assertEquals(Pace.LEAST_NANOS, restAt(401, 7 * SECOND, 7));
    }

    @Test
    void shouldRestAsLongAsItMayFromAThousandRecordsASecondOn() {
        assertEquals(Pace.MOST_NANOS, restAt(1_000, 0, 7));
        assertEquals(Pace.MOST_NANOS, restAt(200_003, 7 * SECOND, 1));
    }

    @Test
    void shouldRestLongerWithTheRateInBetween() {
        long at550 = restAt(550, 0, 7);
        long at700 = restAt(700, 7 * SECOND, 7);
        assertTrue(Pace.LEAST_NANOS < at550, at550 + " ns");
        assertTrue(at550 < at700, at550 + " ns, then " + at700);
        assertTrue(at700 < Pace.MOST_NANOS, at700 + " ns");
    }

    /** A container that starts makes a burst: its first records are read at once, also after a busy time. */
    @Test
    void shouldReadABurstAtOnceAfterAQuietTime() {
        long busy = 3 * SECOND;
        restAt(200_003, 0, 3);
        long rest = pace.rest(1, busy + 1_000 * SECOND);
        for (int i = 0; i < 101; i++) {
            assertEquals(Pace.LEAST_NANOS, rest);
            rest = pace.rest(1, busy + 1_000 * SECOND + i * MILLI);
        }
    }

    @Test
    void shouldRestLongWithinABurstOfThousands() {
        pace.rest(1, SECOND);
        assertEquals(Pace.MOST_NANOS, pace.rest(5_003, SECOND + 10 * MILLI));
    }

    @Test
    void shouldTakeATimeThatHasNotPassed() {
        assertEquals(Pace.LEAST_NANOS, pace.rest(7, -SECOND));
    }
}
