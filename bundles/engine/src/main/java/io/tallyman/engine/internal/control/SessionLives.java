package io.tallyman.engine.internal.control;

import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceException.Kind;
import io.tallyman.engine.internal.dispatch.Patience;
import io.tallyman.engine.internal.dispatch.Pipeline;
import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.engine.internal.session.Session;
import io.tallyman.engine.internal.session.SessionState;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

/**
 * What becomes of sessions: joined, draining, ended. The control thread alone changes it; other threads ask for changes
 * and may wait for them. A session that drains goes through three steps, each of which some other thread carries out: the
 * reader reads and names what was submitted before, the outputs write it and close, and the last session's source closes.
 */
final class SessionLives {
    private static final Duration NAME_IS_FREE = Duration.ofSeconds(30);
    private static final Duration ENDS = Duration.ofDays(1);

    private final ControlThread control;
    private final SharedSource source;
    private final Plugins plugins;
    private final LossWatch losses;
    /** Sessions that have joined and have not ended, oldest first. */
    private final List<Session> running = new CopyOnWriteArrayList<>();
    /** Names of the sessions that prepare, run or end. Control thread. */
    private final Set<String> names = new HashSet<>();
    private final Map<Session, List<AutoCloseable>> sockets = new ConcurrentHashMap<>();
    /** Of the sessions whose outputs are ending. Control thread. */
    private final Map<Session, OutputsEnd> ending = new HashMap<>();
    private volatile TraceException failure;
    private volatile boolean closing;
    private int named;

    SessionLives(ControlThread control, SharedSource source, Plugins plugins) {
        this.control = control;
        this.source = source;
        this.plugins = plugins;
        losses = new LossWatch(control, source, running);
    }

    /**
     * Takes a name for a session that is to start. One that is ending is waited for.
     *
     * @param asked empty: any name
     * @throws TraceException a session of that name runs, or no session starts any more
     */
    String reserve(String asked) throws TraceException, InterruptedException {
        for (Session session : running) {
            if (session.name().equals(asked) && session.state() == SessionState.DRAINING) {
                session.awaitEnd(NAME_IS_FREE);
            }
        }
        return control.call(() -> {
            if (closing) {
                throw new TraceException(Kind.FAILED, "the engine is being stopped", null);
            }
            String name = asked;
            while (name.isEmpty() || asked.isEmpty() && names.contains(name)) {
                name = "trace-" + ++named;
            }
            if (!names.add(name)) {
                throw new TraceException(Kind.USAGE, "a session named '" + name + "' is running already", null);
            }
            return name;
        });
    }

    /** Gives a name back whose session has not started. */
    void free(String name) {
        control.execute(() -> names.remove(name));
    }

    /** These are closed when the session is forgotten. */
    void keep(Session session, List<AutoCloseable> opened) {
        sockets.put(session, opened);
    }

    /** The session's outputs hear of no plug-in any more, and its sockets are not looked for. Any thread. */
    void forget(Session session) {
        Arrays.stream(session.outputs()).forEach(plugins::forget);
        List<AutoCloseable> opened = sockets.remove(session);
        if (opened != null) {
            opened.forEach(SessionLives::closeQuietly);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING, "closing " + closeable, e);
        }
    }

    void sourceIsOpen() {
        failure = null;
        control.execute(losses::begin);
    }

    /** A session that acquired the source has not joined. */
    void release() {
        control.execute(() -> source.release(() -> { }));
    }

    /** Events of the session flow. */
    void joined(Session session) throws TraceException {
        control.call(() -> {
            session.enter(SessionState.JOINED);
            running.add(session);
            if (closing || source.open().hasEnded() || hasLostItsOutputs(session)) {
                drain(session);
            }
            return null;
        });
    }

    List<Session> running() {
        return running;
    }

    boolean isRunning(Session session) {
        return session.state() == SessionState.JOINED;
    }

    /** Stops a session and waits for its end. Not for the control thread. */
    void stop(Session session) {
        control.execute(() -> drain(session));
        awaitEnd(session);
    }

    private static void awaitEnd(Session session) {
        try {
            session.awaitEnd(ENDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<Session> shutDown() {
        List<Session> stopped;
        try {
            stopped = control.call(() -> {
                closing = true;
                List<Session> all = List.copyOf(running);
                all.forEach(this::drain);
                return all;
            });
        } catch (TraceException e) {
            return List.of();
        }
        stopped.forEach(SessionLives::awaitEnd);
        return stopped;
    }

    /** Called on an output's thread: a session whose outputs all have ended is over. */
    void outputEnded(Session session) {
        control.execute(() -> {
            OutputsEnd end = ending.get(session);
            if (end != null) {
                end.look();
            } else if (hasLostItsOutputs(session)) {
                drain(session);
            }
        });
    }

    private static boolean hasLostItsOutputs(Session session) {
        return session.outputs().length > 0 && session.outputsHaveEnded();
    }

    /** Called on the reader thread; without a reason where a recording has given all it has. */
    void readerHasEnded(TraceException why) {
        failure = why;
        control.execute(() -> running.forEach(this::drain));
    }

    TraceException failure() {
        return failure;
    }

    /** What the engine counts. Any thread. */
    EngineStatus status(Pipeline pipeline) {
        return pipeline.status(new LossCounter("plugin_failed", plugins.failures(),
                "Calls of plug-ins failed or did not return."));
    }

    /** First step of the end: the reader. */
    private void drain(Session session) {
        if (session.state() != SessionState.JOINED) {
            return;
        }
        session.enter(SessionState.DRAINING);
        Pipeline pipeline = source.open();
        // sessions that prepare count as users: one of them may open the gate at any moment, so it stays open for them
        if (running.stream().filter(s -> s.state() == SessionState.DRAINING).count() == source.users()) {
            pipeline.closeGate();
        }
        Future<?> hurry = control.after(Patience.MILLIS, pipeline.patience()::hurry);
        Future<?> givingUp = control.after(pipeline.drainMillis(), () -> {
            session.fail(new TraceException(Kind.FAILED, "the reader does not return from a plug-in", null));
            finish(session, pipeline);
        });
        pipeline.drain(session, () -> control.execute(() -> {
            if (!hurry.cancel(false)) {
                pipeline.patience().calm();
            }
            losses.tellLast(pipeline, () -> control.execute(() -> {
                if (givingUp.cancel(false)) {
                    finish(session, pipeline);
                }
            }));
        }));
    }

    /** Second step: the outputs. */
    private void finish(Session session, Pipeline pipeline) {
        OutputsEnd end = new OutputsEnd(session.outputs(), control, () -> close(session, pipeline));
        ending.put(session, end);
        end.look();
    }

    /** Last step: the source, if no other session uses it. */
    private void close(Session session, Pipeline pipeline) {
        ending.remove(session);
        session.last(status(pipeline));
        forget(session);
        if (source.users() > 1) {
            free(session, pipeline);
        } else {
            end(session);
        }
    }

    /** Detaching the programs that only this session needed takes long. A source that closes detaches them all. */
    private void free(Session session, Pipeline pipeline) {
        Thread thread = new Thread(null, () -> {
            try {
                pipeline.release(session);
            } finally {
                control.execute(() -> end(session));
            }
        }, "tallyman-release", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private void end(Session session) {
        source.release(() -> {
            losses.endIfClosed();
            running.remove(session);
            names.remove(session.name());
            session.enter(SessionState.ENDED);
        });
    }
}
