package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.Node;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.internal.filtering.EarlyFiltering;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.session.Plan;
import io.tallyman.engine.internal.session.Session;
import io.tallyman.engine.internal.session.SessionState;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * An open source with its container table and its reader thread, shared by all sessions on it. The reader thread reads,
 * dispatches, lets deadlines pass and carries out what other threads ask for, each between two batches.
 */
public final class Pipeline {
    /** A drain may take this much longer than it should on a busy machine. */
    private static final long MARGIN_MILLIS = 5_000;
    /** While a session is drained the reader looks this often whether more is to be done. */
    private static final long DRAIN_LOOK_NANOS = 1_000_000;

    private final String sourceName;
    private final long deadlineNanos;
    private final SourceSession source;
    private final ContainerTable table;
    private final HoldPool pool;
    private final EarlyFiltering early;
    private final Origin origin;
    private final Dispatcher dispatcher;
    private final EarlyFilter.Handler handler;
    private final Thread reader;
    private final ReaderTasks tasks = new ReaderTasks();
    private final Patience patience;
    private final Consumer<TraceException> onEnd;
    private volatile boolean closing;
    private volatile boolean over;
    private volatile boolean gateOpen;
    /** Sessions that are being taken out. Reader thread. */
    private final Drains drains = new Drains();
    /** Counts polls; a poll that began after a stop and finds nothing has seen all from before it. Reader thread. */
    private long cycles;
    /** The last poll found nothing, or the source has ended. Reader thread. */
    private boolean caughtUp;

    /**
     * @param first the request of the session that the source was opened for
     * @param onEnd called once, on the reader thread, when it ends by itself, with the error or null
     */
    public Pipeline(TraceRequest first, SourceSession source, ContainerTable table, Consumer<TraceException> onEnd) {
        sourceName = first.source();
        deadlineNanos = first.containerOptions().deadline().toNanos();
        this.source = source;
        this.table = table;
        this.onEnd = onEnd;
        pool = new HoldPool(first.holdBytes());
        early = new EarlyFiltering(source, table);
        origin = new Origin(source.clock(), node(first, source));
        dispatcher = new Dispatcher(table, pool, early, first.sourceOptions().self(), origin);
        patience = new Patience(dispatcher::sessions);
        handler = source instanceof RecordedSession recording
                ? (buffer, offset, length, all) -> dispatcher.onRecorded(buffer, offset, length, recording.container())
                : dispatcher;
        reader = new Thread(null, this::run, "tallyman-reader", 512 * 1024);
    }

    /** A recording says where it was made, unless the request says it. */
    private static Node node(TraceRequest first, SourceSession source) {
        Node asked = first.sourceOptions().node();
        return source instanceof RecordedSession recording ? asked.or(recording.node()) : asked;
    }

    public void start() {
        reader.start();
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
    private void between(Runnable change) throws TraceException, InterruptedException {
        if (tasks.hasEnded()) {
            throw new TraceException(TraceException.Kind.FAILED, "the reader has ended", null);
        }
        ReaderTask task = new ReaderTask(change);
        tasks.submit(task);
        source.wakeup();
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

    /**
     * Lets a session take part and starts its outputs. When this returns, the session's events flow. What takes long is
     * done on the caller's thread.
     *
     * @throws SourceException this machine cannot tell of the events
     * @throws TraceException  the reader has ended
     */
    public void add(Session session) throws SourceException, TraceException, InterruptedException {
        early.prepare(session, session.plan());
        boolean added = false;
        try {
            between(() -> {
                requireReader();
                try {
                    join(session);
                } catch (RuntimeException | Error e) {
                    takeOut(session);
                    Arrays.stream(session.outputs()).forEach(Output::finish);
                    throw e;
                }
            });
            added = true;
        } finally {
            if (!added) {
                early.release(session);
            }
        }
    }

    private void join(Session session) {
        Session[] now = Arrays.copyOf(dispatcher.sessions(), dispatcher.sessions().length + 1);
        now[now.length - 1] = session;
        session.join(pool.nextNumber());
        Collection<? extends ContainerState> there = table.states();
        change(now);
        Arrays.stream(session.outputs()).forEach(Output::start);
        // the table takes in what the session wants to know of containers before the session is told of them
        table.advance(System.nanoTime(), dispatcher.tableListener());
        dispatcher.introduce(session, there);
        openGate();
    }

    /** The last session's stop may have shut it. */
    private void openGate() {
        if (!gateOpen) {
            source.openGate();
            gateOpen = true;
        }
    }

    private void requireReader() {
        if (tasks.hasEnded()) {
            throw new IllegalStateException("the reader has ended");
        }
    }

    private void change(Session[] now) {
        // a session that waits for names no longer still gets the events that are held for it
        Metadata needs = pool.heldEvents() > 0 ? Metadata.NAME : Metadata.NONE;
        for (Session session : now) {
            needs = needs.and(session.needs());
        }
        early.publish(now);
        dispatcher.sessions(now);
        table.enrich(needs);
    }

    /** Filters were compiled again: what they say early may be said otherwise. Any thread. */
    public void filtersChanged() {
        tasks.submit(() -> change(dispatcher.sessions()));
        source.wakeup();
    }

    /**
     * Gives a session another plan and other outputs between two batches: each event is for the former ones or for the
     * new ones, never for both. The new outputs are started; they write once the former ones have ended.
     *
     * @return false where the session is being stopped, and the outputs were not started
     */
    public boolean change(Session session, Plan plan, Output[] outputs)
            throws SourceException, TraceException, InterruptedException {
        early.prepare(session, plan);
        boolean[] changed = {false};
        try {
            between(() -> {
                requireReader();
                if (session.state() != SessionState.JOINED) {
                    return;
                }
                Output[] former = session.outputs();
                session.change(plan, outputs, pool.nextNumber());
                change(dispatcher.sessions());
                table.advance(System.nanoTime(), dispatcher.tableListener());
                Arrays.stream(former).forEach(Output::finishForSuccessor);
                Arrays.stream(outputs).forEach(Output::start);
                changed[0] = true;
            });
        } finally {
            early.settle(session);
        }
        return changed[0];
    }

    /** Stops new records. The next session that is added lets them through again. Not for the reader thread. */
    public void closeGate() {
        gateOpen = false;
        source.closeGate();
    }

    /**
     * Takes a session out once everything that was submitted before has gone through. Returns at once; any thread.
     *
     * @param onDone called on the reader thread when the session gets nothing more
     */
    public void drain(Session session, Runnable onDone) {
        tasks.submit(() -> {
            drains.add(new Drain(session, source, pool, deadlineNanos, cycles, onDone));
            if (tasks.hasEnded()) {
                advanceDrains();
            }
        });
        source.wakeup();
    }

    private void advanceDrains() {
        for (Drain drain; (drain = drains.next(tasks.hasEnded(), cycles, caughtUp, dispatcher)) != null;) {
            if (!tasks.hasEnded()) {
                dispatcher.conclude(drain.session());
            }
            takeOut(drain.session());
            drain.done();
        }
    }

    private void takeOut(Session session) {
        dispatcher.forget(session);
        Session[] others = Arrays.stream(dispatcher.sessions()).filter(s -> s != session).toArray(Session[]::new);
        if (tasks.hasEnded()) {
            dispatcher.sessions(others);
        } else {
            change(others);
        }
    }

    /** Has the source free what only a session needed that was taken out. Not for the reader thread. */
    public void release(Session session) {
        early.release(session);
    }

    /** Ends the reader and closes table and source. Waits for that; no session may take part any more. */
    public void close() {
        closing = true;
        source.wakeup();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        table.close();
        source.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether another session may join. */
    public boolean isShared() {
        return !(source instanceof RecordedSession);
    }

    public String sourceName() {
        return sourceName;
    }

    public ContainerTable table() {
        return table;
    }

    public Session[] sessions() {
        return dispatcher.sessions();
    }

    /** What all records of the source share. */
    public Origin origin() {
        return origin;
    }

    /** Why this machine cannot report the event, or null where it can. Any thread. */
    public String whyUnavailable(int event) {
        return source.whyUnavailable(event);
    }

    /** How long full outputs may hold the reader back. */
    public Patience patience() {
        return patience;
    }

    /** Why records were lost before they were read. Any thread. */
    public List<LossCounter> losses() {
        return source.losses();
    }

    /** No record comes any more: the reader has failed, or a recording has given all it has. Any thread. */
    public boolean hasEnded() {
        return over;
    }

    /** A drain takes no longer than this, unless the reader hangs in a plug-in. */
    public long drainMillis() {
        return Patience.MILLIS + Drain.mostMillis(deadlineNanos) + MARGIN_MILLIS;
    }

    /** @param more another thing that went wrong */
    public EngineStatus status(LossCounter more) {
        List<LossCounter> failures = new ArrayList<>(table.failures());
        failures.add(new LossCounter("unknown_event", dispatcher.unknown(),
                "Records that the catalogue does not know."));
        failures.add(more);
        return new EngineStatus(sourceName, source.emitted(), dispatcher.read(), source.losses(), failures,
                table.live(),
                table.remembered(), pool.heldEvents(), pool.heldBytes(), pool.capacity(),
                dispatcher.pendingReleased());
    }
}
