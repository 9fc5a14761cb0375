package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.internal.filtering.EarlyFiltering;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.session.Plan;
import io.tallyman.engine.internal.session.Session;
import io.tallyman.engine.internal.session.SessionState;
import java.util.Arrays;
import java.util.Collection;

/**
 * Which sessions take part. When a session comes, goes or changes, the dispatcher, the early filter and the container
 * table learn what the sessions want together. Reader thread only, save where a method says otherwise.
 */
final class Membership {
    private final SourceSession source;
    private final ContainerTable table;
    private final HoldPool pool;
    private final EarlyFiltering early;
    private final Dispatcher dispatcher;
    private volatile boolean gateOpen;

    Membership(SourceSession source, ContainerTable table, HoldPool pool, EarlyFiltering early,
            Dispatcher dispatcher) {
        this.source = source;
        this.table = table;
        this.pool = pool;
        this.early = early;
        this.dispatcher = dispatcher;
    }

    /** Lets a session take part and starts its outputs. If that fails, the session is taken out again. */
    void join(Session session) {
        try {
            add(session);
        } catch (RuntimeException | Error e) {
            takeOut(session);
            Arrays.stream(session.outputs()).forEach(Output::finish);
            throw e;
        }
    }

    private void add(Session session) {
        Session[] now = Arrays.copyOf(dispatcher.sessions(), dispatcher.sessions().length + 1);
        now[now.length - 1] = session;
        session.join(pool.nextNumber(), source instanceof RecordedSession ? Long.MIN_VALUE : source.clock().now());
        Collection<? extends ContainerState> there = table.states();
        // a process that begins while /proc is read is known by its records
        openGate();
        publish(now);
        Arrays.stream(session.outputs()).forEach(Output::start);
        // the table takes in what the session wants to know of containers before the session is told of them
        table.advance(System.nanoTime(), dispatcher.tableListener());
        dispatcher.introduce(session, there);
    }

    /** The last session's stop may have shut it. */
    private void openGate() {
        if (!gateOpen) {
            source.openGate();
            gateOpen = true;
        }
    }

    /** Stops new records. The next session that joins lets them through again. Not for the reader thread. */
    void closeGate() {
        gateOpen = false;
        source.closeGate();
    }

    /**
     * Gives a session another plan and other outputs. The new outputs are started; they write once the former ones have
     * ended.
     *
     * @return false where the session is being stopped, and the outputs were not started
     */
    boolean change(Session session, Plan plan, Output[] outputs) {
        if (session.state() != SessionState.JOINED) {
            return false;
        }
        Output[] former = session.outputs();
        session.change(plan, outputs, pool.nextNumber());
        publish();
        table.advance(System.nanoTime(), dispatcher.tableListener());
        Arrays.stream(former).forEach(Output::finishForSuccessor);
        Arrays.stream(outputs).forEach(Output::start);
        return true;
    }

    /** Tells everybody again what the sessions want. */
    void publish() {
        publish(dispatcher.sessions());
    }

    private void publish(Session[] now) {
        // a session that waits for names no longer still gets the events that are held for it
        Metadata needs = pool.heldEvents() > 0 ? Metadata.NAME : Metadata.NONE;
        for (Session session : now) {
            needs = needs.and(session.needs());
        }
        early.publish(now);
        dispatcher.sessions(now);
        table.enrich(needs);
    }

    /** Takes a session out; the other sessions go on. */
    void takeOut(Session session) {
        publish(without(session));
    }

    /** Takes a session out after the reader has read its last record: nobody has to learn what is wanted. */
    void takeOutAtEnd(Session session) {
        dispatcher.sessions(without(session));
    }

    private Session[] without(Session session) {
        dispatcher.forget(session);
        return Arrays.stream(dispatcher.sessions()).filter(other -> other != session).toArray(Session[]::new);
    }
}
