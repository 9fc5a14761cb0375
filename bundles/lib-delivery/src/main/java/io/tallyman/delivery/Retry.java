package io.tallyman.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Repeats an attempt, with longer and longer pauses, until the attempt succeeds or the time is up. One thread tries;
 * any thread may close.
 */
public final class Retry {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private final long limit;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param limit no attempt begins later than this after the first attempt */
    public Retry(Duration limit) {
        this.limit = limit.toNanos();
    }

    /** One attempt. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Tries once.
         *
         * @throws PermanentFailure another attempt would fail as well
         * @throws IOException another attempt may succeed
         */
        void run() throws IOException;
    }

    /** @throws IOException the error of the last attempt */
    public void run(Attempt attempt) throws IOException {
        long start = System.nanoTime();
        long pause = FIRST_PAUSE;
        while (true) {
            try {
                attempt.run();
                return;
            } catch (PermanentFailure e) {
                throw e;
            } catch (IOException e) {
                if (System.nanoTime() - start + pause > limit || isClosedWithin(pause)) {
                    throw e;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE);
            }
        }
    }

    /** Ends the pause between two attempts; no further attempt begins. */
    public void close() {
        closed.countDown();
    }

    private boolean isClosedWithin(long nanos) throws IOException {
        try {
            return closed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
