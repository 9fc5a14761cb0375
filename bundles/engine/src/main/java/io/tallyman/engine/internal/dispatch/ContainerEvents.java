package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordClock;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.early.CgroupOwners;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.internal.process.ProcessImage;
import io.tallyman.engine.internal.process.Processes;
import io.tallyman.engine.internal.record.DerivedRecord;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.engine.internal.session.Session;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Makes the events that tell of containers: created, existing, started, removed. Each takes its time and its process from
 * the record that is its cause, if there is one. Reader thread only.
 */
final class ContainerEvents implements ContainerTable.Listener {
    private final ContainerTable table;
    private final SessionSet sessions;
    private final OwnContainer own;
    private final HeldEvents held;
    private final Owners owners;
    private final Processes processes;
    private final RecordClock clock;
    private final CgroupOwners sharing;
    private final Introductions introductions = new Introductions(this::tellOfExisting);
    private final RecordView view;
    private final DerivedRecord derived = new DerivedRecord();
    /** The record that is being handled while the table is told of it; null between records. */
    private ByteBuffer cause;
    private int causeOffset;

    /**
     * @param origin  of the records, and of the events that the engine makes
     * @param sharing is told among whom the source is to share its room
     */
    ContainerEvents(ContainerTable table, SessionSet sessions, OwnContainer own, HeldEvents held,
            Owners owners, Processes processes, Origin origin, CgroupOwners sharing) {
        this.table = table;
        this.sessions = sessions;
        this.own = own;
        this.held = held;
        this.owners = owners;
        this.processes = processes;
        clock = origin.clock();
        this.sharing = sharing;
        view = new RecordView(origin);
    }

    /**
     * Tells the table of a new cgroup; the record says so.
     *
     * @param uid the user who made the cgroup, on the host
     */
    void created(long cgroupId, String path, int uid, ByteBuffer record, int offset) {
        cause = record;
        causeOffset = offset;
        table.created(cgroupId, path, uid, this);
        cause = null;
    }

    /** Tells the table that a cgroup is gone; the record says so. */
    void removed(long cgroupId, ByteBuffer record, int offset) {
        cause = record;
        causeOffset = offset;
        table.removed(cgroupId, this);
        cause = null;
    }

    @Override
    public void appeared(ContainerState state) {
        if (state.container().existed()) {
            for (Session session : sessions.all()) {
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
        owners.vanished(state);
    }

    @Override
    public void settled(ContainerState state) {
        held.settled(state);
    }

    @Override
    public void owned(long cgroupId) {
        sharing.own(cgroupId);
    }

    @Override
    public void childrenOwned(long cgroupId) {
        sharing.ownChildren(cgroupId);
    }

    @Override
    public void disowned(long cgroupId) {
        sharing.disown(cgroupId);
    }

    /**
     * A program was executed in a cgroup that is not the host's. The first program that is the entry point of a container
     * makes the event container_start, right before the event of the exec; also while it is not known yet whether this is a
     * container.
     */
    void executed(ContainerState state, ByteBuffer exec, int offset) {
        DispatchState kept = DispatchState.of(state);
        if (kept.hasRun || !isEntryPoint(exec, offset)) {
            return;
        }
        kept.hasRun = true;
        Container container = state.container();
        if (container == null && !state.isWaiting()) {
            // a cgroup that nobody could name: its events are shown as the host's
            return;
        }
        if (container != null) {
            table.started(state);
        }
        if (container == null || !container.existed()) {
            derived.bareStart(container == null ? exec.getLong(offset + RecordLayout.CGROUP) : container.cgroupId(),
                    exec, offset);
            deliver(state);
        }
    }

    /**
     * A runtime may execute programs of its own in the cgroup before the entry point. Those are in the runtime's mount
     * namespace and are not the first process of a pid namespace.
     */
    private static boolean isEntryPoint(ByteBuffer exec, int offset) {
        return (exec.getShort(offset + RecordLayout.FLAGS) & RecordLayout.FLAG_OWN_MOUNTS) != 0
                || exec.getInt(offset + RecordLayout.PID) == 1;
    }

    private void derive(int event, ContainerState state) {
        long cgroup = state.container().cgroupId();
        if (cause != null) {
            derived.bare(event, cgroup, cause, causeOffset);
        } else {
            derived.bare(event, cgroup, clock.now());
        }
        deliver(state);
    }

    /** The bare record that was just made: held for the sessions that wait, completed for the others. */
    private void deliver(ContainerState state) {
        boolean all = held.waitsForAll(state);
        boolean waits = held.waits(state);
        if (waits) {
            show(state);
            held.hold(state, view, derived.buffer(), 0, derived.length(), processes.find(view));
        }
        if (!all) {
            derived.complete(derived.buffer(), 0, state.container());
            show(state);
            sessions.offer(view, derived.buffer(), 0, derived.length(), waits, EarlyPlan.EVERYBODY);
        }
    }

    private void show(ContainerState state) {
        view.wrap(derived.buffer(), 0, derived.length(), state.container());
        view.owner(owners.of(state));
        ProcessImage process = processes.find(view);
        view.process(process);
        view.ancestors(process == null ? List.of() : process.life().ancestors());
    }

    /** Tells a session that came later of a container that was there before it, once the container has a name. */
    void introduce(Session session, ContainerState state) {
        introductions.introduce(session, state);
    }

    /** Whether the session has yet to be told of a container. */
    boolean areOwedTo(Session session) {
        return introductions.areOwedTo(session);
    }

    /** The session ends: it is told of the containers that are left as they are known now. */
    void conclude(Session session) {
        introductions.conclude(session);
    }

    /** The session is told nothing any more. */
    void forget(Session session) {
        introductions.forget(session);
    }

    private void tellOfExisting(Session session, ContainerState state) {
        own.find();
        Container container = state.container();
        if (session.wants(DerivedRecord.EXISTING_CONTAINER) && !own.isLeftOut(container)) {
            derived.bare(DerivedRecord.EXISTING_CONTAINER, container.cgroupId(), clock.now());
            derived.complete(derived.buffer(), 0, container);
            show(state);
            session.offer(view, DerivedRecord.EXISTING_CONTAINER, derived.buffer(), 0, derived.length());
        }
    }
}
