package io.tallyman.source.ebpf.internal.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.source.RecordClock;
import org.junit.jupiter.api.Test;

class ClockFollowerTest {
    private static final long EPOCH = 1_795_000_000_000_000_000L;
    private static final long HOUR = 3_600_000_000_000L;

    private final FakeClock clock = new FakeClock();
    private final ClockFollower follower = new ClockFollower(clock);
    private final RecordClock records = follower.records();

    /** Each reading takes a while: the thread may be interrupted between two readings. */
    private static final class FakeClock implements Clock {
        private long time = 77_000_000_001L;
        private long offset = EPOCH;
        private long reading = 40;

        @Override
        public long boot() {
            time += reading;
            return time;
        }

        @Override
        public long wall() {
            time += reading;
            return time + offset;
        }
    }

    private void assertOffset(long expected, long time) {
        assertTrue(Math.abs(records.toEpoch(time) - time - expected) <= 50,
                time + " is shown with " + (records.toEpoch(time) - time));
    }

    @Test
    void givesTheWallClockOfTheStart() {
        assertOffset(EPOCH, 0);
        assertOffset(EPOCH, clock.boot());
    }

    @Test
    void keepsTheTimesBeforeAStepAndGivesTheNewOneAfterIt() {
        long before = clock.boot();
        follower.delivered();
        long shown = records.toEpoch(before);
        clock.time += 17;
        clock.offset += HOUR;
        long after = clock.boot();
        follower.compare();
        assertEquals(shown, records.toEpoch(before));
        assertOffset(EPOCH + HOUR, after);
        assertOffset(EPOCH + HOUR, clock.boot());
    }

    @Test
    void followsAClockThatIsSetBackByAMillisecond() {
        follower.compare();
        clock.offset -= 1_000_000;
        long after = clock.boot();
        follower.compare();
        assertOffset(EPOCH - 1_000_000, after);
        assertOffset(EPOCH, after - 1_000_000);
    }

    @Test
    void takesASlowReadingForNoStep() {
        clock.reading = 5_000_000;
        long exact = records.toEpoch(7);
        for (int i = 0; i < 101; i++) {
            follower.compare();
        }
        assertEquals(exact, records.toEpoch(7));
        assertEquals(exact - 7, records.toEpoch(clock.boot()) - clock.time);
    }

    @Test
    void keepsTheTimeOfARecordThatTheEngineMadeBeforeTheStepWasSeen() {
        clock.offset += HOUR;
        clock.time += 1_000;
        long made = records.now();
        long shown = records.toEpoch(made);
        follower.compare();
        assertEquals(shown, records.toEpoch(made));
        assertOffset(EPOCH + HOUR, records.now());
    }

    @Test
    void remembersTheNewestOfManySteps() {
        for (int i = 0; i < 1_003; i++) {
            clock.time += 1_000_000;
            clock.offset += HOUR;
            follower.compare();
        }
        assertOffset(EPOCH + 1_003 * HOUR, clock.boot());
        assertOffset(EPOCH + 1_000 * HOUR, clock.time - 3_500_000);
        assertTrue(records.toEpoch(0) > EPOCH, "the oldest steps are forgotten");
    }

    @Test
    void readsTheClocksOfThisMachine() {
        RecordClock real = new ClockFollower(new Clock.OfMachine()).records();
        long wall = System.currentTimeMillis();
        long shown = real.toEpoch(real.now()) / 1_000_000;
        assertTrue(Math.abs(shown - wall) < 10_000, shown + " is not near " + wall);
    }
}
