package io.tallyman.itests;

import java.util.concurrent.Callable;

/** Waits for a condition. */
final class Until {
    private static final long PATIENCE_NANOS = 150_000_000_000L;

    private Until() {
    }

    /**
     * Looks every millisecond.
     *
     * @param what  for the message where it does not come true
     * @return how long it took, in milliseconds
     */
    static long holds(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new AssertionError("waited in vain: " + what);
            }
            Thread.sleep(1);
        }
        return (System.nanoTime() - start) / 1_000_000;
    }
}
