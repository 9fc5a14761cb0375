package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.internal.execs.Execs;
import io.tallyman.engine.internal.filtering.EarlyFiltering;
import io.tallyman.engine.internal.hashing.Digests;
import io.tallyman.engine.internal.loss.Owner;
import io.tallyman.engine.internal.process.ProcessImage;
import io.tallyman.engine.internal.process.Processes;
import io.tallyman.engine.internal.record.DerivedRecord;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.engine.internal.session.Session;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The path of a record through the engine: find the container, then offer the event to the sessions or hold it. Reader
 * thread only; the counters may be read from any thread.
 */
final class Dispatcher implements EarlyFilter.Handler {
    static final int SCHED_PROCESS_EXEC = 1002;
    static final int CGROUP_MKDIR = 1010;
    static final int CGROUP_RMDIR = 1011;

    private final ContainerTable table;
    private final HoldPool pool;
    private final EarlyFiltering early;
    private final Processes processes;
    private final OwnContainer own;
    private final SessionSet sessions;
    private final Owners owners;
    private final RecordedOwners recordedOwners;
    private final RecordedPlaces recordedPlaces = new RecordedPlaces();
    private final HeldEvents held;
    private final ContainerEvents containerEvents;
    private final Digests digests;
    private final Execs execs;
    /** Shows the record that is being handled. */
    private final RecordView view;
    private volatile long read;
    private volatile long unknown;
    private long readSoFar;

    /**
     * @param showsSelf events of the container that this process runs in are asked for
     * @param origin    of the records, and of the events that the engine makes
     * @param digests   is asked for the hash of each program that an output shows
     * @param processes of the machine where the records come from
     * @param execs     say which exec an event belongs to
     */
    Dispatcher(ContainerTable table, HoldPool pool, EarlyFiltering early, boolean showsSelf, Origin origin,
            Digests digests, Processes processes, Execs execs) {
        this.table = table;
        this.pool = pool;
        this.early = early;
        this.processes = processes;
        own = new OwnContainer(table, showsSelf);
        sessions = new SessionSet(own);
        owners = new Owners(table);
        recordedOwners = new RecordedOwners(owners.host());
        held = new HeldEvents(sessions, owners, pool, origin, execs);
        containerEvents = new ContainerEvents(table, sessions, own, held, owners, processes, origin,
                early.owners());
        view = new RecordView(origin);
        this.digests = digests;
        this.execs = execs;
    }

    /** Copy on write: the next record sees the new sessions. */
    void sessions(Session[] now) {
        sessions.set(now);
        boolean follow = false;
        boolean lineage = false;
        for (Session session : now) {
            follow |= session.needsProcesses();
            lineage |= session.showsAncestors();
        }
        processes.follow(follow, lineage);
    }

    Session[] sessions() {
        return sessions.all();
    }

    /** Hears of the table's changes. */
    ContainerTable.Listener tableListener() {
        return containerEvents;
    }

    @Override
    public void onRecord(ByteBuffer buffer, int offset, int length, long subscribers) {
        readSoFar++;
        if (!view.wrap(buffer, offset, length, null)) {
            unknown++;
            return;
        }
        final int event = view.type().id();
        if (event == CGROUP_MKDIR) {
            containerEvents.created(view.number(0), view.text(1), buffer.getInt(offset + RecordLayout.UID), buffer, offset);
        }
        ContainerState state = table.find(view.cgroupId());
        if (processes.areFollowed()) {
            processes.before(view, DispatchState.place(state));
        }
        Owner owner = owners.of(state);
        owner.countRead();
        if (event == SCHED_PROCESS_EXEC) {
            executed(state, buffer, offset);
        }
        if (Execs.isOfExec(buffer, offset)) {
            execs.tag(buffer, offset, length, event == SCHED_PROCESS_EXEC ? view : null, state,
                    sessions.isEnriching() ? containerEvents : null);
            view.wrap(execs.buffer(), 0, execs.length(), null);
            view.owner(owner);
            pass(state, execs.buffer(), 0, execs.length(), subscribers);
        } else {
            view.owner(owner);
            pass(state, buffer, offset, length, subscribers);
        }
        early.read(state, DispatchState.of(state).verdict, view.cgroupId());
        if (event == CGROUP_RMDIR) {
            containerEvents.removed(view.number(0), buffer, offset);
        }
    }

    private void executed(ContainerState state, ByteBuffer buffer, int offset) {
        // what runs where there may be a container is nobody's word yet
        if (state == table.host() || state.container() != null) {
            execs.executed(view, state.container());
        }
        if (state != table.host()) {
            containerEvents.executed(state, buffer, offset);
        }
    }

    private void pass(ContainerState state, ByteBuffer buffer, int offset, int length, long subscribers) {
        ProcessImage process = processes.find(view);
        view.container(state.container());
        view.process(process);
        view.ancestors(lineage(process));
        if (view.type().id() == SCHED_PROCESS_EXEC && held.isHashWanted(state, view)) {
            digests.ask(buffer, offset);
        }
        boolean waits = held.waits(state);
        if (!held.waitsForAll(state)) {
            sessions.offer(view, buffer, offset, length, waits, subscribers);
        }
        if (waits) {
            held.hold(state, view, buffer, offset, length, process);
        }
        if (processes.areFollowed()) {
            follow(process, state);
        }
    }

    /** The ancestors of a process, or none where nobody knows the process. */
    private static List<AncestorView> lineage(ProcessImage process) {
        return process == null ? List.of() : process.life().ancestors();
    }

    /** Forks and execs are for all sessions that follow processes, wanted or not. */
    private void follow(ProcessImage process, ContainerState state) {
        int event = view.type().id();
        if (event == Processes.FORK.id() || event == Processes.EXEC.id()) {
            for (Session session : sessions.all()) {
                session.observe(view);
            }
        }
        if (processes.after(view, DispatchState.place(state))) {
            early.ended(process);
        }
        early.read(process);
    }

    /** One record of a recording. The container comes with the record, and the engine's own events are records, too. */
    void onRecorded(ByteBuffer buffer, int offset, int length, Container container) {
        readSoFar++;
        if (!view.wrap(buffer, offset, length, container)) {
            unknown++;
            return;
        }
        Owner owner = recordedOwners.of(container);
        owner.countRead();
        view.owner(owner);
        if (view.type().id() == DerivedRecord.LOST) {
            for (Session session : sessions.all()) {
                session.offerLoss(view, buffer, offset, length);
            }
        } else {
            offerRecorded(buffer, offset, length, container);
        }
    }

    /** A recording shows ancestors as far as the recording itself tells of forks and execs. */
    private void offerRecorded(ByteBuffer buffer, int offset, int length, Container container) {
        boolean kept = processes.haveLineage();
        Supplier<Container> place = kept ? recordedPlaces.of(container) : null;
        if (kept) {
            processes.before(view, place);
            view.ancestors(lineage(processes.find(view)));
        }
        sessions.offer(view, buffer, offset, length, false, EarlyPlan.EVERYBODY);
        if (kept) {
            processes.after(view, place);
        }
    }

    /** Tells a session that came later of containers that were there before it, each once it has a name. */
    void introduce(Session session, Collection<? extends ContainerState> states) {
        states.forEach(state -> containerEvents.introduce(session, state));
    }

    /** Whether a session that is being stopped has to wait for names: of held events, or of containers it is owed. */
    boolean awaitsNames(Session session) {
        return session.enriches() ? pool.heldEvents() > 0 || containerEvents.areOwedTo(session) : held.heldForAll() > 0;
    }

    /** The session has waited long enough: it gets everything that waits for a name as it is known now. */
    void conclude(Session session) {
        if (awaitsNames(session)) {
            table.settleAll(containerEvents);
        }
        containerEvents.conclude(session);
    }

    /** The session gets nothing any more. */
    void forget(Session session) {
        containerEvents.forget(session);
    }

    /** Whose events there are. Reader thread. */
    OwnContainer own() {
        return own;
    }

    Owners owners() {
        return owners;
    }

    /** After each batch: makes the count visible, and looks for the container that this process runs in. */
    void publish() {
        own.find();
        read = readSoFar;
    }

    long read() {
        return read;
    }

    long unknown() {
        return unknown;
    }

    long pendingReleased() {
        return held.pendingReleased();
    }
}
