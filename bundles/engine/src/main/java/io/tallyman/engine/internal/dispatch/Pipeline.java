package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.early.ProgramFiles;
import io.tallyman.engine.early.SharedRoom;
import io.tallyman.engine.internal.execs.Execs;
import io.tallyman.engine.internal.filtering.EarlyFiltering;
import io.tallyman.engine.internal.hashing.Digests;
import io.tallyman.engine.internal.loss.LossTotals;
import io.tallyman.engine.internal.loss.Lost;
import io.tallyman.engine.internal.loss.SourceLosses;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.process.Processes;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.session.Plan;
import io.tallyman.engine.internal.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * An open source with its container table and its reader thread, shared by all sessions on it. Any thread may call the
 * methods, save where a method says otherwise.
 */
public final class Pipeline {
    /** A drain may take this much longer than it should on a busy machine. */
    private static final long MARGIN_MILLIS = 5_000;

    private final boolean origins;
    private final String sourceName;
    private final long deadlineNanos;
    private final SourceSession source;
    private final ContainerTable table;
    private final HoldPool pool;
    private final EarlyFiltering early;
    private final Origin origin;
    private final Digests digests;
    private final Processes processes;
    private final Execs execs;
    private final Dispatcher dispatcher;
    private final Membership membership;
    private final Reader reader;
    private final SourceLosses lost;
    private final LossReports reports;

    /**
     * What a source has to be ready for when the first session joins: these events, and those that the engine needs itself.
     * The filters are not known yet, so a filter that follows processes makes the source get ready once more.
     */
    public static BitSet neededAtOnce(TraceRequest first, BitSet wanted) {
        return EarlyFiltering.withOwn(wanted, Plan.showsAncestors(first));
    }

    /**
     * @param first the request of the session that the source was opened for
     * @param onEnd called once, on the reader thread, when it ends by itself, with the error or null
     */
    public Pipeline(TraceRequest first, SourceSession source, ContainerTable table, Consumer<TraceException> onEnd) {
        sourceName = first.source();
        origins = first.sourceOptions().origins();
        deadlineNanos = first.containerOptions().deadline().toNanos();
        this.source = source;
        this.table = table;
        pool = new HoldPool(first.holdBytes());
        early = new EarlyFiltering(source, table);
        origin = new Origin(source.clock(), first.sourceOptions().node().or(source.node()));
        digests = new Digests(source instanceof ProgramFiles files ? files : null, deadlineNanos);
        processes = new Processes(!(source instanceof RecordedSession));
        execs = new Execs(table, first.sourceOptions().origins());
        dispatcher = new Dispatcher(table, pool, early, first.sourceOptions().self(), origin, digests, processes, execs);
        reports = new LossReports(table, dispatcher.owners(), dispatcher.own(), origin);
        lost = new SourceLosses(source);
        membership = new Membership(source, table, pool, early, dispatcher);
        reader = new Reader(source, table, early, dispatcher, membership, onEnd);
    }

    public void start() {
        reader.start();
    }

    /** Events tell how their process came into its container. */
    public boolean tellsOrigins() {
        return origins;
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
            reader.between(() -> membership.join(session));
            added = true;
        } finally {
            if (!added) {
                early.release(session);
            }
        }
    }

    /** Filters were compiled again: what they say early may be said otherwise. */
    public void filtersChanged() {
        reader.submit(membership::publish);
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
            reader.between(() -> changed[0] = membership.change(session, plan, outputs));
        } finally {
            early.settle(session);
        }
        return changed[0];
    }

    /** Stops new records. The next session that is added lets them through again. Not for the reader thread. */
    public void closeGate() {
        membership.closeGate();
    }

    /**
     * Takes a session out once everything that was submitted before has gone through. Returns at once.
     *
     * @param onDone called on the reader thread when the session gets nothing more
     */
    public void drain(Session session, Runnable onDone) {
        reader.drain(session, pool, deadlineNanos, onDone);
    }

    /** Has the source free what only a session needed that was taken out. Not for the reader thread. */
    public void release(Session session) {
        early.release(session);
    }

    /** Ends the reader and closes table and source. Waits for that; no session may take part any more. */
    public void close() {
        boolean interrupted = reader.close();
        digests.close();
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

    /** The hashes of the programs that are executed. */
    public Digests digests() {
        return digests;
    }

    /** Why this machine cannot report the event, or null where it can. */
    public String whyUnavailable(int event) {
        return source.whyUnavailable(event);
    }

    /** Whether the reader comes to the end of a batch within that time, or is held back by an output on purpose. */
    public boolean answers(Duration patience) throws InterruptedException {
        return reader.answers(patience);
    }

    /** How long full outputs may hold the reader back. */
    public Patience patience() {
        return reader.patience();
    }

    /** Whether also quiet containers will soon lose events, if the reader does not go on. Reader thread. */
    public boolean isCrowded() {
        return source instanceof SharedRoom room && room.isCrowded();
    }

    /** Why records were lost before they were read. */
    public List<LossCounter> losses() {
        return source.losses();
    }

    /** No record comes any more: the reader has failed, or a recording has given all it has. */
    public boolean hasEnded() {
        return reader.hasEnded();
    }

    /** A drain takes no longer than this, unless the reader hangs in a plug-in. */
    public long drainMillis() {
        return Patience.MILLIS + Drain.mostMillis(deadlineNanos) + MARGIN_MILLIS;
    }

    /** Looks for what the source has lost since the last look. Control thread. */
    public List<Lost> lookForLosses() {
        return lost.look();
    }

    /**
     * Has the reader tell the outputs of these sessions what they miss. Returns at once.
     *
     * @param found  what the source has lost
     * @param last   one of the sessions is told for the last time
     * @param onTold called when it is told, on the reader thread
     */
    public void tellLosses(List<Lost> found, List<Session> sessions, boolean last, Runnable onTold) {
        reader.submit(() -> {
            reports.tell(found, sessions, last);
            onTold.run();
        });
    }

    /** Something of what was found earlier is still to be told. */
    public boolean owesLosses() {
        return reports.owes();
    }

    /** Who has lost most. */
    public LossTotals lossTotals() {
        return reports.totals();
    }

    /** @param more another thing that went wrong */
    public EngineStatus status(LossCounter more) {
        List<LossCounter> failures = new ArrayList<>(table.failures());
        failures.add(new LossCounter("unknown_event", dispatcher.unknown(),
                "Records that the catalogue does not know."));
        failures.addAll(digests.failures());
        failures.addAll(processes.failures());
        failures.addAll(execs.failures());
        failures.add(more);
        LossTotals totals = reports.totals();
        return new EngineStatus(sourceName, source.emitted(), dispatcher.read(), source.losses(), source.withheld(), failures,
                table.live(), table.remembered(), pool.heldEvents(), pool.heldBytes(), pool.capacity(),
                dispatcher.pendingReleased(), totals.accounted(), totals.worst());
    }
}
