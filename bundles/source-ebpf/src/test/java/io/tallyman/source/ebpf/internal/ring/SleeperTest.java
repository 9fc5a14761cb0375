package io.tallyman.source.ebpf.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import io.tallyman.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ring's wakeups are an eventfd here; edge-triggered, so that nothing hides a lost one. */
@Timeout(60)
class SleeperTest {
    private static final long FOREVER = TimeUnit.SECONDS.toNanos(20);

    private final ByteBuffer flag = ByteBuffer.allocateDirect(4).order(ByteOrder.LITTLE_ENDIAN);
    private final int bell = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
    private final Memory one = new Memory(8);

    SleeperTest() {
        one.setLong(0, 1);
    }

    /** What {@code wake_reader} of the programs does. */
    private void ringIfAsleep() {
        if ((int) MappedRing.INT.getVolatile(flag, 0) != 0 && (int) MappedRing.INT.getAndSet(flag, 0, 0) != 0) {
            Libc.write(bell, one, 8);
        }
    }

    /** One record at a time, each only after the one before was read: every one needs its wakeup. */
    @Test
    void shouldLoseNoWakeup() throws Exception {
        final int count = 200_003;
        try (MappedRing ring = new MappedRing(4096); Sleeper sleeper = new Sleeper(bell, flag, 0)) {
            RingReader reader = ring.reader();
            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < count; i++) {
                    while ((long) MappedRing.LONG.getVolatile(ring.consumer, 0)
                            != (long) MappedRing.LONG.getVolatile(ring.producer, 0)) {
                        Thread.onSpinWait();
                    }
                    ring.write(i, 8);
                    ringIfAsleep();
                }
            });
            int seen = 0;
            long slept = 0;
            while (seen < count) {
                int got = reader.poll((buffer, offset, length) -> { });
                seen += got;
                if (got == 0) {
                    long before = System.nanoTime();
                    sleeper.sleep(reader, FOREVER);
                    slept = Math.max(slept, System.nanoTime() - before);
                }
            }
            producer.get(10, TimeUnit.SECONDS);
            assertEquals(count, seen);
            assertTrue(slept < FOREVER / 2, "slept " + slept + " ns over a record");
        }
    }

    @Test
    void shouldNotSleepOverARecordThatCameBeforeTheFlag() throws Exception {
        try (MappedRing ring = new MappedRing(4096); Sleeper sleeper = new Sleeper(bell, flag, 0)) {
            ring.write(1, 8);
            long before = System.nanoTime();
            sleeper.sleep(ring.reader(), FOREVER);
            assertTrue(System.nanoTime() - before < FOREVER / 2);
            assertEquals(0, flag.getInt(0));
        }
    }

    @Test
    void shouldEndASleepAndTheNextOneOnWakeup() throws Exception {
        try (MappedRing ring = new MappedRing(4096); Sleeper sleeper = new Sleeper(bell, flag, 0)) {
            RingReader reader = ring.reader();
            long before = System.nanoTime();
            sleeper.wakeup();
            sleeper.sleep(reader, FOREVER);
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                while ((int) MappedRing.INT.getVolatile(flag, 0) == 0) {
                    Thread.onSpinWait();
                }
                sleeper.wakeup();
            });
            sleeper.sleep(reader, FOREVER);
            other.get(10, TimeUnit.SECONDS);
            assertTrue(System.nanoTime() - before < FOREVER / 2);
        }
    }

    @Test
    void shouldSleepForTheTimeWhereNothingHappensWithoutUsingTheCpu() throws Exception {
        try (MappedRing ring = new MappedRing(4096); Sleeper sleeper = new Sleeper(bell, flag, 0)) {
            long busy = ring.reserve(8);
            long before = System.nanoTime();
            long cpu = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            sleeper.sleep(ring.reader(), TimeUnit.MILLISECONDS.toNanos(303));
            cpu = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
            assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(303));
            assertTrue(cpu < TimeUnit.MILLISECONDS.toNanos(50), cpu + " ns of CPU");
            ring.commit(busy);
        }
    }

    /** The reader rests although records come: it is asked to end its rest by {@link Sleeper#wakeup} alone. */
    @Test
    void shouldEndARestOnWakeupAndNotOnARecord() throws Exception {
        try (Sleeper sleeper = new Sleeper(bell, flag, 0)) {
            Libc.write(bell, one, 8);
            long before = System.nanoTime();
            sleeper.rest(TimeUnit.MILLISECONDS.toNanos(101));
            assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(101));
            CompletableFuture<Void> other = CompletableFuture.runAsync(sleeper::wakeup);
            before = System.nanoTime();
            sleeper.rest(FOREVER);
            other.get(10, TimeUnit.SECONDS);
            assertTrue(System.nanoTime() - before < FOREVER / 2);
        }
    }

    /** epoll's own waits take whole milliseconds, which would be most of the delay of an event. */
    @Test
    void shouldRestForLessThanAMillisecond() throws Exception {
        try (Sleeper sleeper = new Sleeper(bell, flag, 0)) {
            long shortest = FOREVER;
            for (int i = 0; i < 101; i++) {
                long before = System.nanoTime();
                sleeper.rest(200_000);
                long rested = System.nanoTime() - before;
                assertTrue(rested >= 200_000, rested + " ns");
                shortest = Math.min(shortest, rested);
            }
            assertTrue(shortest < 900_000, shortest + " ns");
        }
    }

    /** What was asked for before the rest is there to be done, so the reader does not rest over it. */
    @Test
    void shouldNotRestOverAWakeupThatCameBefore() throws Exception {
        try (Sleeper sleeper = new Sleeper(bell, flag, 0)) {
            sleeper.wakeup();
            long before = System.nanoTime();
            sleeper.rest(FOREVER);
            assertTrue(System.nanoTime() - before < FOREVER / 2);
            sleeper.rest(TimeUnit.MILLISECONDS.toNanos(101));
            assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(101));
        }
    }

    @Test
    void shouldIgnoreAWakeupAfterItsEnd() throws Exception {
        Sleeper sleeper = new Sleeper(bell, flag, 0);
        sleeper.close();
        sleeper.wakeup();
        sleeper.close();
    }
}
