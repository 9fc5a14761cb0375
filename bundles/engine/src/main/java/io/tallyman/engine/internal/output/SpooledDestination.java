package io.tallyman.engine.internal.output;

import io.tallyman.api.output.Destination;
import io.tallyman.engine.internal.spool.Spool;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A destination behind a spool. A write goes to the disk, and a thread of its own takes the blocks from there to the
 * destination. The output's thread writes and flushes; any thread may close.
 */
final class SpooledDestination implements Destination {
    /** At its end an output waits this long for a destination that works and is behind. */
    private static final long EMPTY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** A write that is under way has this long to end by itself. Then the destination is closed under the write. */
    private static final long LAST_WRITE_MILLIS = 1_200;
    private static final long CLOSED_MILLIS = 500;

    private final Spool spool;
    private final Destination target;
    private final DeliveryCounts counts;
    private final String name;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile SpoolDrain drain;
    private volatile Thread thread;

    /** @param name of the output, for the thread */
    SpooledDestination(Spool spool, Destination target, DeliveryCounts counts, String name) {
        this.spool = spool;
        this.target = target;
        this.counts = counts;
        this.name = name;
    }

    /** From now on blocks are delivered. Output's thread, which is woken whenever the spool is empty. */
    void start() {
        if (thread == null) {
            Thread writer = Thread.currentThread();
            drain = new SpoolDrain(spool.reader(), target, counts, () -> LockSupport.unpark(writer));
            thread = new Thread(null, drain, "tallyman-output-" + name + "-spool", 256 * 1024);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** What is behind the spool. */
    Destination target() {
        return target;
    }

    /** Nobody reads any more at the other side. */
    boolean isBroken() {
        SpoolDrain now = drain;
        return now != null && now.isBroken();
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) {
        spool.append(bytes, from, count, events, 0);
    }

    @Override
    public void reopen() {
        target.reopen();
    }

    /** Waits for a bounded time until the spool is empty, if the destination works. Output's thread. */
    void awaitEmpty() {
        long end = System.nanoTime() + EMPTY_NANOS;
        while (thread != null && thread.isAlive() && spool.isBehind() && !drain.isFailing() && !closing.get()
                && System.nanoTime() < end) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    /** What is not delivered by now stays in the spool. A second call closes the destination at once. */
    @Override
    public void close() throws IOException {
        Thread running = thread;
        boolean first = closing.compareAndSet(false, true);
        if (running != null) {
            drain.stop();
        }
        if (running != null && first) {
            join(running, LAST_WRITE_MILLIS);
        }
        target.close();
        if (running != null && first) {
            join(running, CLOSED_MILLIS);
        }
    }

    private static void join(Thread thread, long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
