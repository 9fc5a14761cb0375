package io.tallyman.engine.internal.dispatch;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What other threads ask of the reader thread. The reader carries the tasks out between two batches, in order. Once the
 * reader has ended, the thread that submits a task carries it out at once, so that nobody waits for ever.
 */
final class ReaderTasks {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    /** Any thread. The caller wakes the reader. */
    void submit(Runnable task) {
        tasks.add(task);
        if (ended) {
            runLeft();
        }
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Carries out one task. Reader thread. Returns false where there is none. */
    boolean runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** The reader carries out no further task after those that wait now. Reader thread, as its last act. */
    void end() {
        ended = true;
        runLeft();
    }

    boolean hasEnded() {
        return ended;
    }

    private synchronized void runLeft() {
        while (runOne()) {
            continue;
        }
    }
}
