package io.tallyman.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tries something again and again, with longer and longer pauses, until it works or time is up. One thread tries; any
 * thread may close.
 */
public final class Retry {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private final long limit;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param limit no new attempt is begun later than this after the first one */
    public Retry(Duration limit) {
        this.limit = limit.toNanos();
    }

    /** One attempt. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Tries.
         *
         * @throws Hopeless it would fail again
         * @throws IOException it may work later
         */
        void run() throws IOException;
    }

    /** To try again is no use. */
    public static final class Hopeless extends IOException {
        private static final long serialVersionUID = 1L;

        public Hopeless(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** @throws IOException the last attempt's, or it was closed */
    public void run(Attempt attempt) throws IOException {
        long start = System.nanoTime();
        long pause = FIRST_PAUSE;
        while (true) {
            try {
                attempt.run();
                return;
            } catch (Hopeless e) {
                throw e;
            } catch (IOException e) {
                if (System.nanoTime() - start + pause > limit || isClosedWithin(pause)) {
                    throw e;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE);
            }
        }
    }

    /** Ends the pause and lets no new one begin. */
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
