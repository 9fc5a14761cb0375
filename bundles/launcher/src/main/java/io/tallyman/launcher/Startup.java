package io.tallyman.launcher;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The order in which the bundles are started while the command already runs. {@link #run} has a thread; the rest is for any. */
final class Startup {
    private static final long CLAIM_SECONDS = 10;

    private final boolean partly;
    private final BooleanSupplier over;
    private final Consumer<String> warnings;
    private final CountDownLatch needed = new CountDownLatch(1);
    private final CountDownLatch restIsDue = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch claimed = new CountDownLatch(1);
    private final List<Runnable> putOff = new CopyOnWriteArrayList<>();

    /** What is started. */
    interface Bundles {
        /** Starts what the command cannot begin without. */
        void startNeeded() throws LaunchException, InterruptedException;

        /** Starts all others. */
        void startRest() throws LaunchException;
    }

    /**
     * @param partly   see {@link StartOrder}
     * @param over     whether the command has ended, so that nothing need be started any more
     * @param warnings told what failed to start that the command runs without
     */
    Startup(boolean partly, BooleanSupplier over, Consumer<String> warnings) {
        this.partly = partly;
        this.over = over;
        this.warnings = warnings;
    }

    /** Returns when all bundles have been started, or when the command has ended before. */
    void run(Bundles bundles) throws LaunchException, InterruptedException {
        bundles.startNeeded();
        needed.countDown();
        if (!claimed.await(CLAIM_SECONDS, TimeUnit.SECONDS)) {
            throw new LaunchException("the command line did not start; is system/ complete? (--verbose says more)");
        }
        if (partly) {
            restIsDue.await();
        }
        startRest(bundles);
        if (!over.getAsBoolean()) {
            putOff.forEach(this::attempt);
        }
        started.countDown();
    }

    /** A trace that already writes events is not ended for a bundle that the trace has not needed so far. */
    private void startRest(Bundles bundles) throws LaunchException {
        try {
            bundles.startRest();
        } catch (LaunchException e) {
            if (!partly) {
                throw e;
            }
            warnings.accept(e.getMessage());
        }
    }

    private void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            warnings.accept("a part of the start has failed: " + e);
        }
    }

    /** See {@link Launch#claim}. */
    void claim() {
        claimed.countDown();
    }

    /** See {@link Launch#awaitNeeded}. */
    void awaitNeeded() throws InterruptedException {
        needed.await();
    }

    /** See {@link Launch#putOff}. */
    boolean putOff(Runnable task) {
        return partly && putOff.add(task);
    }

    /** See {@link Launch#startRest}. */
    void restIsDue() {
        restIsDue.countDown();
    }

    /** See {@link Launch#awaitStarted}. */
    void awaitStarted() throws InterruptedException {
        restIsDue();
        started.await();
    }

    /** The command has ended, or a signal has come before the command line has started and could claim the process. */
    void commandHasEnded() {
        claim();
        restIsDue();
    }
}
