package io.tallyman.engine.internal.control;

import io.tallyman.engine.TraceException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which sessions change their state, so that their state needs no lock. Tasks of this thread are
 * short. Other threads open, load, write and close, because these may block, and submit a task here when they are done.
 */
final class ControlThread implements AutoCloseable {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(null, task, "tallyman-control", 256 * 1024);
        thread.setDaemon(true);
        return thread;
    });

    ControlThread() {
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Carries a task out, soon. Nothing happens once this is closed. */
    void execute(Runnable task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            System.getLogger("io.tallyman.engine").log(System.Logger.Level.DEBUG, "the engine is closed", e);
        }
    }

    /** Carries a task out after some time, or not at all once this is closed. */
    Future<?> after(long millis, Runnable task) {
        return executor.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    }

    /** Carries a task out again and again until its future is cancelled or this is closed. */
    Future<?> every(long millis, Runnable task) {
        return executor.scheduleWithFixedDelay(() -> guarded(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Carries a task out and waits for its result. Not for this thread itself.
     *
     * @throws TraceException as the task throws it, or since the engine is closed
     */
    <T> T call(Callable<T> task) throws TraceException {
        Future<T> result;
        try {
            result = executor.submit(task);
        } catch (RejectedExecutionException e) {
            throw new TraceException(TraceException.Kind.FAILED, "the engine is being stopped", e);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TraceException t ? t
                    : new TraceException(TraceException.Kind.FAILED, "internal error: " + e.getCause(), e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A task that fails is logged. Other tasks, and the next turn of this task, are carried out all the same. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            System.getLogger("io.tallyman.engine").log(System.Logger.Level.ERROR, "on the control thread", e);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
