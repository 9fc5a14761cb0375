package io.tallyman.delivery;

import io.tallyman.api.output.Destination;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Repeats an attempt, with longer and longer pauses, until the attempt succeeds or the time is up. A pause is longer where
 * the other side asks for that ({@link RetryLater}), and shorter by chance, so that a thousand machines do not come back at
 * the same moment. One thread tries; any thread may close.
 */
public final class Retry {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);
    private static final double LARGEST_CUT = 0.25;

    private final long limit;
    private final DoubleSupplier chance;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param limit no attempt begins later than this after the first attempt */
    public Retry(Duration limit) {
        this(limit, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param chance from 0 to 1: which part of the largest cut to make from the next pause */
    Retry(Duration limit, DoubleSupplier chance) {
        this.limit = limit.toNanos();
        this.chance = chance;
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
                long left = limit - (System.nanoTime() - start);
                long rest = rest(e, pause, left);
                if (rest > left || isClosedWithin(rest)) {
                    throw e;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE);
            }
        }
    }

    /**
     * The same for one write of a destination.
     *
     * @param events how many events the write holds
     * @param bytes  how many bytes the write holds
     * @throws Destination.Refused the other side will never take these events
     * @throws IOException the other side may take them later
     */
    public void deliver(int events, long bytes, Attempt attempt) throws IOException {
        try {
            run(attempt);
        } catch (PermanentFailure e) {
            throw e.isOfContent() ? new Destination.Refused(events, bytes, e.getMessage(), e) : e;
        }
    }

    /**
     * How long to rest before the next attempt. Where the other side asks for more time than is left, the last attempt is
     * made when the time is up: the next batch would otherwise come at once, and not spare the other side.
     */
    private long rest(IOException error, long pause, long left) {
        long own = pause - (long) (LARGEST_CUT * chance.getAsDouble() * pause);
        return error instanceof RetryLater later && left > 0
                ? Math.max(own, Math.min(later.pause().toNanos(), left)) : own;
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
