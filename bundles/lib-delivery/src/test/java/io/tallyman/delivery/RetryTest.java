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
        Retry retry = new Retry(Duration.ofMillis(1500));
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
