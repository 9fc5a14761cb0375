package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.EventType;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.containers.ContainerState;
import io.tallyman.engine.internal.execs.Execs;
import io.tallyman.engine.internal.process.ProcessImage;
import io.tallyman.engine.internal.record.DerivedRecord;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.engine.internal.session.Session;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Events that wait until their container has a name, or until it is known whether there is a container at all. Events of
 * one container go on in their order. Reader thread only; the counters may be read from any thread.
 */
final class HeldEvents {
    private final SessionSet sessions;
    private final Owners owners;
    private final HoldPool pool;
    private final Execs execs;
    private final RecordView view;
    /** Completes the records of the engine's own events when they go on. */
    private final DerivedRecord derived = new DerivedRecord();
    private final HoldQueue.Receiver released = this::release;
    /** Whose events go on, and whether to all sessions, while {@link #released} is called. */
    private ContainerState releasing;
    private boolean releasingToAll;
    private int heldForAll;
    private volatile long pendingReleased;

    HeldEvents(SessionSet sessions, Owners owners, HoldPool pool, Origin origin, Execs execs) {
        this.execs = execs;
        this.sessions = sessions;
        this.owners = owners;
        this.pool = pool;
        view = new RecordView(origin);
    }

    /** Whether an event of this container waits for some session. */
    boolean waits(ContainerState state) {
        return waitsForAll(state) || sessions.isEnriching() && state.isWaiting();
    }

    /**
     * Whether an event waits for every session, also for those that want no names. That is so while it is not known whether
     * there is a container, and as long as events are held that came then, so that the order of events is kept.
     */
    boolean waitsForAll(ContainerState state) {
        if (!state.isWaiting() || state.container() == null) {
            return state.isWaiting();
        }
        HoldQueue queue = DispatchState.of(state).held;
        return queue != null && queue.isForAll();
    }

    /**
     * Keeps a copy of an event if a session may want it. Where the pool is used up, the container's events go on without
     * waiting any longer, this one last.
     *
     * @param shown   shows the event
     * @param process the event's process as it is now, or null
     */
    void hold(ContainerState state, RecordView shown, ByteBuffer buffer, int offset, int length, ProcessImage process) {
        boolean all = waitsForAll(state);
        if (!mayBeWanted(state, shown, all)) {
            return;
        }
        DispatchState kept = DispatchState.of(state);
        if (kept.held == null) {
            kept.held = new HoldQueue(pool);
        }
        if (kept.held.hold(buffer, offset, length, process, shown.ancestors(), all)) {
            heldForAll += all ? 1 : 0;
        } else {
            pendingReleased += release(state) + 1;
            releasing = state;
            releasingToAll = all;
            release(buffer, offset, length, pool.nextNumber(), process, shown.ancestors());
            releasing = null;
        }
    }

    /** Whether an output may show the hash of the program of this exec, now or once its container has a name. */
    boolean isHashWanted(ContainerState state, RecordView shown) {
        for (Session session : sessions.all()) {
            if (session.hashes() && mayWant(session, state, shown)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayBeWanted(ContainerState state, RecordView shown, boolean all) {
        for (Session session : sessions.all()) {
            if ((all || session.enriches()) && mayWant(session, state, shown)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayWant(Session session, ContainerState state, RecordView shown) {
        // the engine's own events have their arguments only when they go on: filters cannot decide before
        int event = shown.type().id();
        boolean decidable = (state.container() != null || !state.isWaiting()) && event < EventType.FIRST_DERIVED;
        return !session.isDraining() && (decidable ? session.mayWant(shown, event) : session.wants(event));
    }

    /** The container's events need not wait any longer. */
    void settled(ContainerState state) {
        int count = release(state);
        Container container = state.container();
        if (container != null && container.enrichment() == Enrichment.PENDING) {
            pendingReleased += count;
        }
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

    /** One event goes on, with its container as it is known now, to the sessions that waited for it. */
    private void release(ByteBuffer buffer, int offset, int length, int number, ProcessImage process,
            List<AncestorView> ancestors) {
        Container container = releasing.container();
        if (sessions.leavesOut(container)) {
            return;
        }
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
        } else if (Execs.isOfExec(buffer, offset)) {
            execs.settle(buffer, offset, length, releasing);
        }
        view.wrap(whole, at, size, container);
        view.process(process);
        view.ancestors(ancestors);
        view.owner(owners.of(releasing));
        for (Session session : sessions.all()) {
            if (releasingToAll ? session.isThereFor(number) : session.waitsFor(number)) {
                session.offer(view, event, whole, at, size);
            }
        }
    }

    /** How many events wait for every session. */
    int heldForAll() {
        return heldForAll;
    }

    /** How many events went on although their container's name was still to come. Any thread. */
    long pendingReleased() {
        return pendingReleased;
    }
}
