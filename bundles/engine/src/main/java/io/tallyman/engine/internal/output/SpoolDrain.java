package io.tallyman.engine.internal.output;

import io.tallyman.api.output.Destination;
import io.tallyman.engine.internal.spool.SpoolReader;
import io.tallyman.engine.internal.spool.SpoolReader.Block;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes blocks out of a spool and has a destination write them, on a thread of its own. A block that the destination
 * does not take now is offered again until it does, with longer and longer pauses. {@link #run} is the thread; every other
 * method may be called by any thread.
 */
final class SpoolDrain implements Runnable {
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long WAIT_MILLIS = 1_000;

    private final SpoolReader spool;
    private final Destination destination;
    private final DeliveryCounts counts;
    private final Runnable onIdle;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean failing;
    private volatile boolean broken;

    /** @param onIdle called whenever the destination has taken all that there is, and at the end */
    SpoolDrain(SpoolReader spool, Destination destination, DeliveryCounts counts, Runnable onIdle) {
        this.spool = spool;
        this.destination = destination;
        this.counts = counts;
        this.onIdle = onIdle;
    }

    @Override
    public void run() {
        try {
            while (!isOver()) {
                Block block = spool.take(0);
                if (block == null) {
                    flush();
                    onIdle.run();
                    block = spool.take(WAIT_MILLIS);
                }
                if (block != null && !isOver()) {
                    deliver(block);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            counts.fail(0, DeliveryCounts.message(e));
            broken = true;
        } finally {
            onIdle.run();
        }
    }

    private boolean isOver() {
        return stopping.getCount() == 0 || broken;
    }

    private void flush() {
        try {
            destination.flush();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            counts.fail(0, DeliveryCounts.message(e));
        }
    }

    /** A block that is not settled when this returns stays in the spool. */
    private void deliver(Block block) throws InterruptedException {
        Remainder remainder = new Remainder(block);
        long pause = FIRST_PAUSE_MILLIS;
        boolean again = false;
        while (!offer(remainder)) {
            failing = true;
            if (broken || stopping.await(pause, TimeUnit.MILLISECONDS)) {
                return;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            again = true;
        }
        failing = false;
        if (spool.acknowledge(block, again)) {
            remainder.settle(counts);
        }
    }

    /** Returns false if something of the block is to be offered again. */
    private boolean offer(Remainder remainder) {
        try {
            destination.write(remainder.bytes(), 0, remainder.bytes().length, remainder.events());
            return true;
        } catch (Destination.Broken e) {
            counts.fail(0, DeliveryCounts.message(e));
            broken = true;
            return false;
        } catch (Destination.Refused e) {
            remainder.refuse(e.events(), e.bytes(), DeliveryCounts.message(e));
            return true;
        } catch (Destination.Unavailable e) {
            remainder.keep(e);
            return sayUnlessStopped(e);
        } catch (IOException e) {
            return sayUnlessStopped(e);
        } catch (Exception | Error e) {
            // the same bytes would run into the same mistake
            remainder.refuse(remainder.events(), remainder.bytes().length, DeliveryCounts.message(e));
            return true;
        }
    }

    /** Closing a destination makes its write fail, which is no trouble. */
    private boolean sayUnlessStopped(IOException e) {
        if (stopping.getCount() > 0) {
            counts.fail(0, DeliveryCounts.message(e));
        }
        return false;
    }

    /** The last write has failed, and the next one was not tried or has failed as well. */
    boolean isFailing() {
        return failing;
    }

    /** Nobody reads any more at the other side. */
    boolean isBroken() {
        return broken;
    }

    /** No further block is written. */
    void stop() {
        stopping.countDown();
    }
}
