package io.tallyman.containers.internal.plugins;

import java.util.concurrent.TimeoutException;

/**
 * Watches the one call that a thread may be in. Libraries' own timeouts do nothing on unix sockets, but their threads can
 * be interrupted.
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
     * The call is over, well or not.
     *
     * @return nanoseconds that it took
     * @throws TimeoutException it has been ended, whatever it has answered
     */
    public synchronized long end() throws TimeoutException {
        caller = null;
        if (expired) {
            Thread.interrupted();
            throw new TimeoutException();
        }
        return System.nanoTime() - since;
    }

    /** Ends the call that is under way, if there is one and it takes longer than this. */
    public synchronized void expire(long longerThanNanos) {
        if (caller != null && !expired && System.nanoTime() - since >= longerThanNanos) {
            expired = true;
            caller.interrupt();
        }
    }

    /** Somebody has to see that it ends in time. */
    public synchronized boolean isUnderWay() {
        return caller != null;
    }

    /** The call was ended and goes on nevertheless. */
    public synchronized boolean isStuck(long longerThanNanos) {
        return caller != null && expired && System.nanoTime() - since >= longerThanNanos;
    }
}
