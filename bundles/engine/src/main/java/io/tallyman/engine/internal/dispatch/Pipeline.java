package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.api.source.Wish;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.early.Denials;
import io.tallyman.engine.internal.early.Outsiders;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.process.Processes;
import io.tallyman.engine.internal.session.Plan;
import io.tallyman.engine.internal.session.Session;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * An open source with its container table and its reader thread, shared by all sessions on it. The reader thread reads,
 * dispatches, lets deadlines pass and carries out what other threads ask for, each between two batches.
 */
public final class Pipeline {
    /** What was submitted before a stop has this long to be read. */
    private static final long READ_NANOS = 2_500_000_000L;
    /** Then names may still be awaited until their deadline, and this much longer: nothing that is held is lost. */
    private static final long GRACE_NANOS = 500_000_000L;
    /** Full outputs may hold a stop or a change up this long; then they drop and count until it is done. */
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final String sourceName;
    private final long deadlineNanos;
    private final SourceSession source;
    /** Asked for once: a clock that is adjusted meanwhile must not give an event two times. */
    private final long epochOffset;
    private final ContainerTable table;
    private final HoldPool pool;
    private final Denials denials;
    private final Outsiders outsiders;
    private final Dispatcher dispatcher;
    private final RecordHandler handler;
    private final Thread reader;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Consumer<TraceException> onEnd;
    private volatile boolean closing;
    private boolean gateOpen;
    /** Counts polls; a poll that began after a stop and finds nothing has seen all from before it. Reader thread. */
    private long cycles;
    /** The last poll found nothing, or the source has ended. Reader thread. */
    private boolean caughtUp;

    /**
     * @param first what was asked for by whom the source was opened for
     * @param onEnd called once, on the reader thread, when it ends by itself, with the error or null
     */
    public Pipeline(TraceRequest first, SourceSession source, ContainerTable table, Consumer<TraceException> onEnd) {
        sourceName = first.source();
        deadlineNanos = first.containerOptions().deadline().toNanos();
        this.source = source;
        this.table = table;
        this.onEnd = onEnd;
        pool = new HoldPool(first.holdBytes());
        epochOffset = source.epochOffset();
        denials = new Denials(source, table);
        outsiders = new Outsiders(source);
        dispatcher = new Dispatcher(table, pool, denials, outsiders, epochOffset,
                () -> System.currentTimeMillis() * 1_000_000 - epochOffset);
        handler = source instanceof RecordedSession recording
                ? (buffer, offset, length) -> dispatcher.onRecord(buffer, offset, length, recording.container())
                : dispatcher;
        reader = new Thread(null, this::run, "tallyman-reader", 512 * 1024);
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
        } finally {
            ended.countDown();
        }
        if (!closing) {
            for (Session session : dispatcher.sessions()) {
                session.fail(failure);
            }
            onEnd.accept(failure);
        }
    }

    /** Nobody would hear of the containers that are there already: they are reported once, to the first session. */
    private void idle() {
        Runnable task = tasks.poll();
        if (task == null) {
            LockSupport.parkNanos(this, 1_000_000);
        } else {
            task.run();
        }
    }

    private void cycle() {
        cycles++;
        int count = source.poll(handler);
        caughtUp = count <= 0;
        long now = System.nanoTime();
        int answers = table.advance(now, dispatcher);
        for (Runnable task; (task = tasks.poll()) != null;) {
            task.run();
        }
        denials.review();
        outsiders.review();
        dispatcher.publish();
        VarHandle.fullFence();
        for (Session session : dispatcher.sessions()) {
            session.signal();
        }
        if (count < 0) {
            sourceHasEnded();
        } else if (count == 0 && answers == 0 && tasks.isEmpty()) {
            source.await(table.nanosToNextDeadline(now));
        }
    }

    /**
     * A recording has given all it has: its session ends as if it were stopped, but not before everything is written. A
     * reader may take its time: it loses nothing by that, and neither does anybody else.
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
        onEnd.accept(null);
    }

    /**
     * Runs on the reader thread between two batches; returns when done, or when the reader has ended.
     *
     * @param asked since when somebody waits, in nanoseconds: the reader may be held back by an output, of any session
     */
    private void between(Runnable task, long asked) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        tasks.add(() -> {
            task.run();
            done.countDown();
        });
        source.wakeup();
        boolean hurried = false;
        while (!done.await(10, TimeUnit.MILLISECONDS) && ended.getCount() > 0) {
            if (!hurried && System.nanoTime() - asked > PATIENCE_NANOS) {
                hurried = true;
                patience(false);
            }
            source.wakeup();
        }
        if (hurried) {
            patience(true);
        }
    }

    private void patience(boolean patient) {
        for (Session session : dispatcher.sessions()) {
            session.patience(patient);
        }
    }

    /** Lets a session take part. The first one opens the gate. */
    public void add(Session session) throws SourceException, InterruptedException {
        source.prepare(wantedBy(session.wish().events(), session.needsProcesses()));
        between(() -> {
            Session[] now = Arrays.copyOf(dispatcher.sessions(), dispatcher.sessions().length + 1);
            now[now.length - 1] = session;
            session.join(pool.nextNumber());
            boolean first = now.length == 1;
            change(now);
            if (!first) {
                dispatcher.introduce(session);
            }
            table.advance(System.nanoTime(), dispatcher);
            if (!gateOpen) {
                source.openGate();
                gateOpen = true;
            }
            session.joined();
        }, System.nanoTime());
    }

    private void change(Session[] now) {
        List<Wish> wishes = new ArrayList<>();
        // who waited for names and does no longer still gets what is held for it
        Metadata needs = pool.heldEvents() > 0 ? Metadata.NAME : Metadata.NONE;
        for (Session session : now) {
            wishes.add(session.wish());
            needs = needs.and(session.needs());
        }
        wishes.add(new Wish(wantedBy(new BitSet(), Arrays.stream(now).anyMatch(Session::needsProcesses)), List.of()));
        source.wishes(wishes);
        dispatcher.sessions(now);
        denials.sessions(now);
        outsiders.sessions(now);
        table.enrich(needs);
    }

    /** Events that are wanted, and the engine's own: an exec shows that a container has started. */
    private static BitSet wantedBy(BitSet events, boolean processes) {
        BitSet all = (BitSet) events.clone();
        all.set(Processes.EXEC.id());
        if (processes) {
            all.set(Processes.FORK.id());
            all.set(Processes.EXIT.id());
        }
        return all;
    }

    /** Filters were compiled again: what they say early may be said otherwise. Any thread. */
    public void filtersChanged() {
        tasks.add(() -> change(dispatcher.sessions()));
        source.wakeup();
    }

    /**
     * Gives a session another plan and other outputs between two batches: each event is for the former ones or for the
     * new ones, never for both.
     *
     * @return false where the reader has ended before
     */
    public boolean change(Session session, Plan plan, Output[] outputs) throws SourceException, InterruptedException {
        source.prepare(wantedBy(plan.events(), plan.filter().needsProcesses()));
        boolean[] changed = {false};
        between(() -> {
            session.change(plan, outputs, pool.nextNumber());
            change(dispatcher.sessions());
            table.advance(System.nanoTime(), dispatcher);
            changed[0] = true;
        }, System.nanoTime());
        return changed[0];
    }

    /**
     * Takes a session out once everything that was submitted before has gone through: the ring is read to where it ended
     * then (or empty, or time has passed), and what is held is named or overdue.
     */
    public void remove(Session session) throws InterruptedException {
        if (dispatcher.sessions().length == 1) {
            source.closeGate();
        }
        long asked = System.nanoTime();
        long[] askedInCycle = {-1};
        long[] mark = {-1};
        long[] lastHeld = {0};
        boolean[] drained = {false};
        while (!drained[0] && ended.getCount() > 0) {
            between(() -> {
                long now = System.nanoTime();
                if (askedInCycle[0] < 0) {
                    askedInCycle[0] = cycles;
                    mark[0] = source.mark();
                } else if (caughtUp && cycles > askedInCycle[0] || mark[0] >= 0 && source.isPast(mark[0])
                        || now - asked > READ_NANOS) {
                    lastHeld[0] = session.isDraining() ? lastHeld[0] : now;
                    session.drain(pool.nextNumber());
                }
                boolean waits = session.enriches() ? pool.heldEvents() > 0 : dispatcher.heldForAll() > 0;
                drained[0] = session.isDraining() && (!waits || now - lastHeld[0] > deadlineNanos + GRACE_NANOS);
            }, asked);
            Thread.sleep(drained[0] ? 0 : 1);
        }
        between(() -> takeOut(session), asked);
        if (ended.getCount() == 0) {
            takeOut(session);
        }
    }

    private void takeOut(Session session) {
        change(Arrays.stream(dispatcher.sessions()).filter(s -> s != session).toArray(Session[]::new));
    }

    /** Ends the reader and closes table and source. */
    public void close() {
        closing = true;
        source.wakeup();
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
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

    public long epochOffset() {
        return epochOffset;
    }

    public EngineStatus status() {
        List<LossCounter> failures = new ArrayList<>(table.failures());
        failures.add(new LossCounter("unknown_event", dispatcher.unknown(), "Records that the catalogue does not know."));
        return new EngineStatus(sourceName, source.emitted(), dispatcher.read(), source.losses(), failures,
                table.live(),
                table.remembered(), pool.heldEvents(), pool.heldBytes(), pool.capacity(),
                dispatcher.pendingReleased());
    }
}
