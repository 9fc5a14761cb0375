package io.tallyman.containers.internal.plugins;

import java.util.concurrent.TimeoutException;

/**
 * Ends a call into a plug-in that takes too long, by interrupting the calling thread. The timeouts of the libraries do
 * not work on unix sockets. One call at a time.
 */
public final class CallGuard {
    private Thread caller;
    private long since;
    private boolean expired;

    /** The current thread begins a call. */
    public synchronized void begin() {
        caller = Thread.currentThread();
        since = System.nanoTime();
        expired = false;
    }

    /**
     * The call has returned or thrown.
     *
     * @return nanoseconds that the call took
     * @throws TimeoutException the call was interrupted, whatever it returned
     */
    public synchronized long end() throws TimeoutException {
        caller = null;
        if (expired) {
            Thread.interrupted();
            throw new TimeoutException();
        }
        return System.nanoTime() - since;
    }

    /** Interrupts the call that is under way if it takes longer than this. */
    public synchronized void expire(long longerThanNanos) {
        if (caller != null && !expired && System.nanoTime() - since >= longerThanNanos) {
            expired = true;
            caller.interrupt();
        }
    }

    /** Whether a call is under way, so that {@link #expire} has to be called. */
    public synchronized boolean isUnderWay() {
        return caller != null;
    }

    /** Whether the call goes on for so long although it was interrupted. */
    public synchronized boolean isStuck(long longerThanNanos) {
        return caller != null && expired && System.nanoTime() - since >= longerThanNanos;
    }
}
