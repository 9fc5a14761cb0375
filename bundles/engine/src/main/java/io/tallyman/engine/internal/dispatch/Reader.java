package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.internal.filtering.EarlyFiltering;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.session.Session;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The reader thread. It reads, dispatches, lets deadlines pass and carries out what other threads ask for, each between
 * two batches.
 */
final class Reader {
    /** While a session is drained the reader looks this often whether more is to be done. */
    private static final long DRAIN_LOOK_NANOS = 1_000_000;

    private final SourceSession source;
    private final ContainerTable table;
    private final EarlyFiltering early;
    private final Dispatcher dispatcher;
    private final Membership membership;
    private final EarlyFilter.Handler handler;
    private final Thread thread;
    private final ReaderTasks tasks = new ReaderTasks();
    private final Patience patience;
    private final Consumer<TraceException> onEnd;
    private volatile boolean closing;
    private volatile boolean over;
    /** Sessions that are being taken out. Reader thread. */
    private final Drains drains = new Drains();
    /** Counts polls; a poll that began after a stop and finds nothing has seen all from before it. Reader thread. */
    private long cycles;
    /** The last poll found nothing, or the source has ended. Reader thread. */
    private boolean caughtUp;

    /** @param onEnd called once, on the reader thread, when it ends by itself, with the error or null */
    Reader(SourceSession source, ContainerTable table, EarlyFiltering early, Dispatcher dispatcher,
            Membership membership, Consumer<TraceException> onEnd) {
        this.source = source;
        this.table = table;
        this.early = early;
        this.dispatcher = dispatcher;
        this.membership = membership;
        this.onEnd = onEnd;
        patience = new Patience(dispatcher::sessions);
        handler = source instanceof RecordedSession recording
                ? (buffer, offset, length, all) -> dispatcher.onRecorded(buffer, offset, length, recording.container())
                : dispatcher;
        thread = new Thread(null, this::run, "tallyman-reader", 512 * 1024);
    }

    void start() {
        thread.start();
    }

    private void run() {
        TraceException failure = null;
        try {
            while (!closing) {
                if (dispatcher.sessions().length == 0) {
                    idle();
                } else {
                    cycle();
                }
            }
        } catch (Throwable e) { // the one thread that nobody else watches: whatever ends it has to be told
            failure = new TraceException(TraceException.Kind.FAILED, "the reader has failed: " + e, e);
        }
        if (!closing) {
            for (Session session : dispatcher.sessions()) {
                session.fail(failure);
            }
            over = true;
            onEnd.accept(failure);
        }
        tasks.submit(this::advanceDrains);
        tasks.end();
    }

    /**
     * Without a session nothing is read: the table reports existing containers once, and the first session has to get
     * them.
     */
    private void idle() {
        if (!tasks.runOne()) {
            LockSupport.parkNanos(this, 1_000_000);
        }
    }

    private void cycle() {
        cycles++;
        int count = early.poll(handler);
        caughtUp = count <= 0;
        long now = System.nanoTime();
        int answers = table.advance(now, dispatcher.tableListener());
        while (tasks.runOne()) {
            continue;
        }
        early.review();
        dispatcher.publish();
        VarHandle.fullFence();
        for (Session session : dispatcher.sessions()) {
            session.signal();
        }
        advanceDrains();
        if (count < 0) {
            sourceHasEnded();
        } else if (count == 0 && answers == 0 && tasks.isEmpty()) {
            source.await(drains.isEmpty() ? table.nanosToNextDeadline(now) : DRAIN_LOOK_NANOS);
        }
    }

    /**
     * A recording has come to its end. Its session ends as if the session were stopped, but not before all events are
     * written, however slow an output is: a recording waits, so nothing is lost.
     */
    private void sourceHasEnded() {
        for (Session session : dispatcher.sessions()) {
            if (!session.outputsAreIdle()) {
                LockSupport.parkNanos(this, 1_000_000);
                return;
            }
        }
        if (source instanceof RecordedSession recording && recording.damage() != null) {
            TraceException damage = new TraceException(TraceException.Kind.FAILED, recording.damage(), null);
            for (Session session : dispatcher.sessions()) {
                session.fail(damage);
            }
        }
        closing = true;
        over = true;
        onEnd.accept(null);
    }

    /**
     * Has the reader make a change between two batches and waits for it. An output of any session may hold the reader
     * back; after a while such outputs drop and count instead.
     *
     * @throws TraceException the reader has ended before
     */
    void between(Runnable change) throws TraceException, InterruptedException {
        if (tasks.hasEnded()) {
            throw new TraceException(TraceException.Kind.FAILED, "the reader has ended", null);
        }
        ReaderTask task = new ReaderTask(() -> {
            if (tasks.hasEnded()) {
                throw new IllegalStateException("the reader has ended");
            }
            change.run();
        });
        submit(task);
        if (task.await(Patience.MILLIS, source::wakeup)) {
            return;
        }
        patience.hurry();
        try {
            task.await(Long.MAX_VALUE, source::wakeup);
        } finally {
            patience.calm();
        }
    }

    /** Whether the reader comes to the end of a batch within that time, or is held back by an output on purpose. */
    boolean answers(Duration patience) throws InterruptedException {
        ReaderTask question = new ReaderTask(() -> { });
        submit(question);
        return question.await(patience.toMillis(), source::wakeup) || isHeldBack();
    }

    private boolean isHeldBack() {
        return Arrays.stream(dispatcher.sessions()).flatMap(session -> Arrays.stream(session.outputs()))
                .anyMatch(Output::isHoldingBack);
    }

    /** Has the reader do something between two batches. Returns at once; any thread. */
    void submit(Runnable task) {
        tasks.submit(task);
        source.wakeup();
    }

    /**
     * Takes a session out once everything that was submitted before has gone through. Returns at once; any thread.
     *
     * @param pool          what is held for the session lies there
     * @param deadlineNanos how long an event waits for its container's name
     * @param onDone        called on the reader thread when the session gets nothing more
     */
    void drain(Session session, HoldPool pool, long deadlineNanos, Runnable onDone) {
        submit(() -> {
            drains.add(new Drain(session, source, pool, deadlineNanos, cycles, onDone));
            if (tasks.hasEnded()) {
                advanceDrains();
            }
        });
    }

    private void advanceDrains() {
        for (Drain drain; (drain = drains.next(tasks.hasEnded(), cycles, caughtUp, dispatcher)) != null;) {
            if (tasks.hasEnded()) {
                membership.takeOutAtEnd(drain.session());
            } else {
                dispatcher.conclude(drain.session());
                membership.takeOut(drain.session());
            }
            drain.done();
        }
    }

    /** How long full outputs may hold the reader back. */
    Patience patience() {
        return patience;
    }

    /** No record comes any more: the reader has failed, or a recording has given all it has. Any thread. */
    boolean hasEnded() {
        return over;
    }

    /**
     * Ends the reader and waits for that.
     *
     * @return true where the calling thread was interrupted meanwhile, which does not end the wait; the caller interrupts
     *     the thread again
     */
    boolean close() {
        closing = true;
        source.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
