package io.tallyman.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the bytes that the calling thread allocates. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {
    }

    /** Runs the step that often as a warm-up, then as often again, and tells what the second time allocated. */
    public static long of(int times, Runnable step) {
        run(times, step);
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        run(times, step);
        return THREADS.getThreadAllocatedBytes(id) - before;
    }

    private static void run(int times, Runnable step) {
        for (int i = 0; i < times; i++) {
            step.run();
        }
    }
}
