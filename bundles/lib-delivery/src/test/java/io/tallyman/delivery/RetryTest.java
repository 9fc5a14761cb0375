package io.tallyman.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RetryTest {
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void triesUntilItWorks() throws IOException {
        new Retry(Duration.ofSeconds(20)).run(() -> fail(attempts.incrementAndGet() < 4));
        assertEquals(4, attempts.get());
    }

    @Test
    void givesUpWhenTimeIsUp() {
        long start = System.nanoTime();
        Retry retry = new Retry(Duration.ofMillis(1500), () -> 0);
        IOException e = assertThrows(IOException.class, () -> retry.run(this::failCounted));
        assertEquals("attempt " + attempts.get(), e.getMessage());
        // the last has 750 ms to spare before it would be too late: a busy machine needs some
        assertEquals(5, attempts.get(), "at 0, 50, 150, 350 and 750 ms");
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(750));
    }

    @Test
    void triesOnceWhereNoTimeIsGiven() {
        assertThrows(IOException.class, () -> new Retry(Duration.ZERO).run(this::failCounted));
        assertEquals(1, attempts.get());
    }

    @Test
    void cutsAPauseByAQuarterAtTheMost() {
        long start = System.nanoTime();
        Retry retry = new Retry(Duration.ofMillis(900), () -> 1);
        assertThrows(IOException.class, () -> retry.run(this::failCounted));
        assertEquals(5, attempts.get(), "at 0, 37.5, 112.5, 262.5 and 562.5 ms");
        assertTrue(System.nanoTime() - start >= TimeUnit.MICROSECONDS.toNanos(562_500));
    }

    @Test
    void restsAsLongAsTheOtherSideAsks() throws IOException {
        long start = System.nanoTime();
        new Retry(Duration.ofSeconds(20)).run(() -> {
            if (attempts.incrementAndGet() < 3) {
                throw new RetryLater("not yet", Duration.ofMillis(400));
            }
        });
        assertEquals(3, attempts.get());
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(800));
    }

    @Test
    void triesForTheLastTimeWhenTimeIsUpThoughTheOtherSideAsksForMore() {
        long start = System.nanoTime();
        assertThrows(RetryLater.class, () -> new Retry(Duration.ofMillis(700)).run(() -> {
            attempts.incrementAndGet();
            throw new RetryLater("not yet", Duration.ofHours(1));
        }));
        assertEquals(2, attempts.get());
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(700));
    }

    @Test
    void doesNotRepeatAnAttemptThatFailsForGood() {
        assertThrows(PermanentFailure.class, () -> new Retry(Duration.ofSeconds(20)).run(() -> {
            attempts.incrementAndGet();
            throw new PermanentFailure("no", null);
        }));
        assertEquals(1, attempts.get());
    }

    @Test
    void endsAPauseWhenItIsClosed() throws Exception {
        Retry retry = new Retry(Duration.ofHours(1));
        CountDownLatch fifth = new CountDownLatch(5);
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                retry.run(() -> {
                    fifth.countDown();
                    fail(true);
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        fifth.await();
        retry.close();
        assertThrows(ExecutionException.class, () -> run.get(10, TimeUnit.SECONDS));
        assertThrows(IOException.class, () -> retry.run(this::failCounted));
        assertEquals(1, attempts.get());
    }

    private void failCounted() throws IOException {
        throw new IOException("attempt " + attempts.incrementAndGet());
    }

    private static void fail(boolean fails) throws IOException {
        if (fails) {
            throw new IOException("not yet");
        }
    }
}
