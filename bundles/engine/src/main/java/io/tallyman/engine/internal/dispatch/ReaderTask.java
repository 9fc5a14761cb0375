package io.tallyman.engine.internal.dispatch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One change that a thread has the reader make between two batches, and waits for. */
final class ReaderTask implements Runnable {
    private static final long LOOK_MILLIS = 10;
    /** A day: so long that nobody waits for its end, so short that it fits into nanoseconds. */
    private static final long FOREVER_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final Runnable change;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile RuntimeException failure;

    ReaderTask(Runnable change) {
        this.change = change;
    }

    /** Makes the change. What goes wrong is for the thread that asked; the reader goes on. */
    @Override
    public void run() {
        if (!claimed.compareAndSet(false, true)) {
            return;
        }
        try {
            change.run();
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            done.countDown();
        }
    }

    /** Takes the request back. Returns false where the reader makes the change already, or has made it. */
    private boolean cancel() {
        return claimed.compareAndSet(false, true);
    }

    /**
     * Waits until the change is made. Returns false where the time passed first.
     *
     * @param remind called again and again meanwhile
     * @throws RuntimeException     what the change threw
     * @throws InterruptedException the change is taken back and is not made
     */
    boolean await(long millis, Runnable remind) throws InterruptedException {
        long end = System.nanoTime() + Math.min(millis, FOREVER_MILLIS) * 1_000_000;
        boolean interrupted = false;
        boolean made = false;
        while (!made && System.nanoTime() - end < 0) {
            try {
                made = done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                if (cancel()) {
                    throw e;
                }
                interrupted = true;
            }
            remind.run();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        return made;
    }
}
