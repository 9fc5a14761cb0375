package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.event.EventType;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.internal.early.Denials;
import io.tallyman.engine.internal.early.Outsiders;
import io.tallyman.engine.internal.process.ProcessImage;
import io.tallyman.engine.internal.process.Processes;
import io.tallyman.engine.internal.record.DerivedRecord;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.engine.internal.session.Session;
import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * The path of an event through the engine: which container, hold or pass, which session. Reader thread only; the
 * counters may be read from any thread.
 */
final class Dispatcher implements RecordHandler, ContainerTable.Listener {
    static final int SCHED_PROCESS_EXEC = 1002;
    static final int CGROUP_MKDIR = 1010;
    static final int CGROUP_RMDIR = 1011;
    /** Any session may want it. */
    private static final long ALL = ~0L;

    private final ContainerTable table;
    private final HoldPool pool;
    private final Denials denials;
    private final Outsiders outsiders;
    private final Processes processes = new Processes();
    private final RecordView view;
    private final DerivedRecord derived = new DerivedRecord();
    private final RecordClock clock;
    private final Introductions introductions = new Introductions(this::tellOfExisting);
    private final HoldQueue.Taker released = this::release;

    private volatile Session[] sessions = {};
    private volatile boolean enriching;
    private ContainerState releasing;
    private boolean releasingToAll;
    private int heldForAll;
    /** The record that is being handled, the cause of what the table reports meanwhile; null between records. */
    private ByteBuffer cause;
    private int causeOffset;
    private volatile long read;
    private volatile long unknown;
    private volatile long pendingReleased;
    private long readSoFar;

    /** @param clock the clock of the records, and of the events that the engine makes */
    Dispatcher(ContainerTable table, HoldPool pool, Denials denials, Outsiders outsiders, RecordClock clock) {
        this.table = table;
        this.pool = pool;
        this.denials = denials;
        this.outsiders = outsiders;
        this.clock = clock;
        view = new RecordView(clock);
    }

    /** Copy on write: the next record sees the new ones. */
    void sessions(Session[] now) {
        sessions = now;
        boolean any = false;
        boolean follow = false;
        for (Session session : now) {
            any |= session.enriches();
            follow |= session.needsProcesses();
        }
        enriching = any;
        processes.follow(follow);
    }

    Session[] sessions() {
        return sessions;
    }

    @Override
    public void onRecord(ByteBuffer buffer, int offset, int length) {
        onRecord(buffer, offset, length, ALL);
    }

    @Override
    public void onRecord(ByteBuffer buffer, int offset, int length, long takers) {
        readSoFar++;
        int event = buffer.getShort(offset + RecordLayout.EVENT) & 0xffff;
        if (!view.wrap(buffer, offset, length, null)) {
            unknown++;
            return;
        }
        boolean follow = processes.areFollowed();
        if (follow) {
            processes.before(view);
        }
        if (event == CGROUP_MKDIR) {
            cause = buffer;
            causeOffset = offset;
            table.created(view.number(0), view.text(1), buffer.getInt(offset + RecordLayout.UID), this);
            cause = null;
        }
        ContainerState state = table.find(buffer.getLong(offset + RecordLayout.CGROUP));
        if (event == SCHED_PROCESS_EXEC && state != table.host() && isEntryPoint(buffer, offset)) {
            start(state, buffer, offset);
        }
        pass(state, event, buffer, offset, length, takers);
        if (follow) {
            observe(state, event, buffer, offset, length);
        }
        denials.consider(state, DispatchState.of(state).verdict, buffer.getLong(offset + RecordLayout.CGROUP));
        if (event == CGROUP_RMDIR) {
            cause = buffer;
            causeOffset = offset;
            table.removed(view.number(0), this);
            cause = null;
        }
    }

    /**
     * A runtime may execute programs of its own in the cgroup before: those are in its own mount namespace, and are not the
     * first process of any pid namespace.
     */
    private static boolean isEntryPoint(ByteBuffer exec, int offset) {
        return (exec.getShort(offset + RecordLayout.FLAGS) & RecordLayout.FLAG_OWN_MOUNTS) != 0
                || exec.getInt(offset + RecordLayout.PID) == 1;
    }

    /**
     * The first such program in a new container is its entry point: container_start comes right before that exec. It does
     * so as well where it is not known yet whether this is a container.
     */
    private void start(ContainerState state, ByteBuffer exec, int offset) {
        DispatchState kept = DispatchState.of(state);
        if (kept.hasRun) {
            return;
        }
        kept.hasRun = true;
        Container container = state.container();
        if (container != null) {
            table.started(state);
        }
        if (container == null || !container.existed()) {
            derived.bareStart(container == null ? exec.getLong(offset + RecordLayout.CGROUP) : container.cgroupId(),
                    exec, offset);
            deliver(DerivedRecord.CONTAINER_START, state);
        }
    }

    /** Forks and execs are for all that follow processes, wanted or not. */
    private void observe(ContainerState state, int event, ByteBuffer buffer, int offset, int length) {
        if (event == Processes.FORK.id() || event == Processes.EXEC.id()) {
            show(buffer, offset, length, state.container());
            for (Session session : sessions) {
                session.observe(view);
            }
        }
        ProcessImage program = processes.find(buffer.getInt(offset + RecordLayout.HOST_PID));
        if (event == Processes.FORK.id() || event == Processes.EXIT.id()) {
            view.wrap(buffer, offset, length, null);
            if (processes.after(view)) {
                outsiders.ended(program);
            }
        }
        outsiders.consider(program);
    }

    private void show(ByteBuffer buffer, int offset, int length, Container container) {
        view.wrap(buffer, offset, length, container);
        view.process(processes.find(view.hostPid()));
    }

    /** One record of a recording: its container comes with it, and what follows from it comes as records. */
    void onRecord(ByteBuffer buffer, int offset, int length, Container container) {
        readSoFar++;
        if (!view.wrap(buffer, offset, length, container)) {
            unknown++;
            return;
        }
        offer(view.type().id(), buffer, offset, length, container, false, ALL);
    }

    private void pass(ContainerState state, int event, ByteBuffer buffer, int offset, int length,
            long takers) {
        Container container = state.container();
        boolean all = concernsAll(state);
        boolean wait = all || enriching && state.isWaiting();
        show(buffer, offset, length, container);
        if (!all) {
            offer(event, buffer, offset, length, container, wait, takers);
        }
        if (wait) {
            hold(state, event, buffer, offset, length);
        }
    }

    /**
     * Whether there is a container at all is not known yet, or was not when the first of the held events came: who wants
     * no names waits, too, and keeps the order of events.
     */
    private static boolean concernsAll(ContainerState state) {
        if (!state.isWaiting() || state.container() == null) {
            return state.isWaiting();
        }
        HoldQueue queue = DispatchState.of(state).held;
        return queue != null && queue.isForAll();
    }

    /** Hands the event that the view shows to the sessions; with {@code unnamed}, to those that want no names alone. */
    private void offer(int event, ByteBuffer buffer, int offset, int length, Container container, boolean unnamed,
            long takers) {
        Session[] all = sessions;
        for (int i = 0; i < all.length; i++) {
            Session session = all[i];
            boolean may = (takers >>> Math.min(i, Long.SIZE - 1) & 1) != 0;
            if (may && !session.isDraining() && !(unnamed && session.enriches())) {
                session.offer(view, event, buffer, offset, length, container);
            }
        }
    }

    /** Keeps the event that the view shows for the sessions that wait for names. */
    private void hold(ContainerState state, int event, ByteBuffer buffer, int offset, int length) {
        boolean all = concernsAll(state);
        if (!mayBeWanted(state, event, all)) {
            return;
        }
        HoldQueue queue = DispatchState.of(state).held;
        if (queue == null) {
            queue = new HoldQueue(pool);
            DispatchState.of(state).held = queue;
        }
        ProcessImage program = processes.find(view.hostPid());
        if (queue.hold(buffer, offset, length, program, all)) {
            heldForAll += all ? 1 : 0;
        } else {
            pendingReleased += release(state) + 1;
            releasing = state;
            releasingToAll = all;
            release(buffer, offset, length, pool.nextNumber(), program);
            releasing = null;
        }
    }

    private boolean mayBeWanted(ContainerState state, int event, boolean all) {
        // what is derived has its arguments only when it is released
        boolean certain = state.container() != null && event < EventType.FIRST_DERIVED;
        for (Session session : sessions) {
            if ((all || session.enriches()) && !session.isDraining()
                    && (certain ? session.mayWant(view, event) : session.wants(event))) {
                return true;
            }
        }
        return false;
    }

    private int release(ContainerState state) {
        HoldQueue queue = DispatchState.of(state).held;
        if (queue == null || queue.isEmpty()) {
            return 0;
        }
        releasing = state;
        releasingToAll = queue.isForAll();
        int count = queue.release(released);
        heldForAll -= releasingToAll ? count : 0;
        releasing = null;
        return count;
    }

    /** One held event goes on, with its container as it is known now, to the sessions that waited for it. */
    private void release(ByteBuffer buffer, int offset, int length, int number, ProcessImage program) {
        Container container = releasing.container();
        int event = buffer.getShort(offset + RecordLayout.EVENT) & 0xffff;
        ByteBuffer whole = buffer;
        int at = offset;
        int size = length;
        if (event >= EventType.FIRST_DERIVED) {
            if (container == null || container.existed() && event == DerivedRecord.CONTAINER_START) {
                return;
            }
            derived.complete(buffer, offset, container);
            whole = derived.buffer();
            at = 0;
            size = derived.length();
        }
        view.wrap(whole, at, size, container);
        view.process(program);
        for (Session session : sessions) {
            if (releasingToAll ? session.isThereFor(number) : session.waitsFor(number)) {
                session.offer(view, event, whole, at, size, container);
            }
        }
    }

    @Override
    public void appeared(ContainerState state) {
        if (state.container().existed()) {
            for (Session session : sessions) {
                introductions.introduce(session, state);
            }
        } else {
            derive(DerivedRecord.CONTAINER_CREATE, state);
        }
        if (DispatchState.of(state).hasRun) {
            table.started(state);
        }
    }

    @Override
    public void resolved(ContainerState state) {
        introductions.resolved(state);
    }

    @Override
    public void vanished(ContainerState state) {
        derive(DerivedRecord.CONTAINER_REMOVE, state);
    }

    @Override
    public void settled(ContainerState state) {
        int count = release(state);
        Container container = state.container();
        if (container != null && container.enrichment() == Enrichment.PENDING) {
            pendingReleased += count;
        }
    }

    private void derive(int event, ContainerState state) {
        Container container = state.container();
        if (cause != null) {
            derived.bare(event, container.cgroupId(), cause, causeOffset);
        } else {
            derived.bare(event, container.cgroupId(), clock.now());
        }
        deliver(event, state);
    }

    /** The bare record that was just made: held for who waits, completed for the others. */
    private void deliver(int event, ContainerState state) {
        Container container = state.container();
        boolean all = concernsAll(state);
        boolean wait = all || enriching && state.isWaiting();
        if (wait) {
            show(derived.buffer(), 0, derived.length(), container);
            hold(state, event, derived.buffer(), 0, derived.length());
        }
        if (!all) {
            derived.complete(derived.buffer(), 0, container);
            show(derived.buffer(), 0, derived.length(), container);
            offer(event, derived.buffer(), 0, derived.length(), container, wait, ALL);
        }
    }

    /** Tells a session that came later of containers that were there before it, each once it has a name. */
    void introduce(Session session, Collection<? extends ContainerState> states) {
        states.forEach(state -> introductions.introduce(session, state));
    }

    private void tellOfExisting(Session session, ContainerState state) {
        if (session.wants(DerivedRecord.EXISTING_CONTAINER)) {
            Container container = state.container();
            derived.bare(DerivedRecord.EXISTING_CONTAINER, container.cgroupId(), clock.now());
            derived.complete(derived.buffer(), 0, container);
            show(derived.buffer(), 0, derived.length(), container);
            session.offer(view, DerivedRecord.EXISTING_CONTAINER, derived.buffer(), 0, derived.length(), container);
        }
    }

    /** Whether a session that is being stopped has to wait for names: of held events, or of containers it is owed. */
    boolean awaitsNames(Session session) {
        return session.enriches() ? pool.heldEvents() > 0 || introductions.areOwedTo(session) : heldForAll > 0;
    }

    /** The session has waited long enough: it gets everything that waits for a name as it is known now. */
    void conclude(Session session) {
        if (awaitsNames(session)) {
            table.settleAll(this);
        }
        introductions.conclude(session);
    }

    /** The session gets nothing any more. */
    void forget(Session session) {
        introductions.forget(session);
    }

    /** After each batch: makes the count visible. */
    void publish() {
        read = readSoFar;
    }

    long read() {
        return read;
    }

    long unknown() {
        return unknown;
    }

    long pendingReleased() {
        return pendingReleased;
    }
}
