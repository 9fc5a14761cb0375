package io.tallyman.engine.internal.control;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerTable;
import io.tallyman.containers.Containers;
import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceException.Kind;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.early.SelectiveSource;
import io.tallyman.engine.internal.dispatch.DispatchState;
import io.tallyman.engine.internal.dispatch.NoContainers;
import io.tallyman.engine.internal.dispatch.Pipeline;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.output.OutputPlugs;
import io.tallyman.engine.internal.output.OutputWriter;
import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.engine.internal.session.EventSelection;
import io.tallyman.engine.internal.session.Planner;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Starts and changes sessions. Opening plug-ins and loading programs take long, so they are done on the caller's
 * thread. {@link SessionLives} moves a session from one state to the next, on the control thread.
 */
public final class Sessions {
    private final Containers containers;
    private final Plugins plugins;
    private final Planner planner;
    private final ControlThread control = new ControlThread();
    private final SharedSource source;
    private final SessionLives lives;

    /** @param othersLook whether a request that may come later looks into containers */
    public Sessions(Containers containers, Plugins plugins, Planner planner, BooleanSupplier othersLook) {
        this.containers = containers;
        this.plugins = plugins;
        this.planner = planner;
        source = new SharedSource(control, othersLook);
        lives = new SessionLives(control, source, plugins);
    }

    /**
     * Starts a session. When this returns, events are flowing.
     *
     * @throws TraceException the request is refused or this machine cannot; nothing is left behind
     */
    public Session start(TraceRequest asked) throws TraceException {
        try {
            TraceRequest request = asked.named(lives.reserve(asked.name()));
            try {
                return prepare(request);
            } catch (TraceException | InterruptedException | RuntimeException | Error e) {
                lives.free(request.name());
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TraceException(Kind.FAILED, "cannot start: interrupted", e);
        } catch (RuntimeException | LinkageError e) {
            throw new TraceException(Kind.FAILED, "cannot start: " + e, e);
        }
    }

    /**
     * Opens the source of a request that will be started, on a thread of its own. The request then finds the source open, or
     * being opened. A recording is not opened ahead, because it begins to flow when it is opened.
     */
    public Engine.Ahead openAhead(TraceRequest request) {
        AheadOfStart ahead = new AheadOfStart(lives::release);
        ahead.open(() -> {
            EventSource from = planner.source(request.source());
            return from instanceof SelectiveSource ? acquire(request, from) : null;
        });
        return ahead;
    }

    private Pipeline acquire(TraceRequest request, EventSource from) throws TraceException, InterruptedException {
        return source.acquire(request, first -> open(first, from));
    }

    /** What is opened is closed again where a later step fails. */
    private Session prepare(TraceRequest request) throws TraceException, InterruptedException {
        EventSource from = planner.source(request.source());
        Planner.Prepared prepared = planner.prepare(request);
        Session session = new Session(prepared.plan(), lives::stop);
        boolean started = false;
        try {
            lives.keep(session, addSockets(request));
            join(session, prepared.plugs(), from);
            started = true;
            return session;
        } finally {
            if (!started) {
                prepared.plugs().forEach(OutputPlugs::close);
                lives.forget(session);
            }
        }
    }

    private List<AutoCloseable> addSockets(TraceRequest request) {
        List<AutoCloseable> added = new ArrayList<>();
        request.sockets().forEach(s -> added.add(containers.addSocket(s.runtime(), s.path())));
        return added;
    }

    private void join(Session session, List<OutputPlugs> plugs, EventSource from)
            throws TraceException, InterruptedException {
        Pipeline pipeline = acquire(session.request(), from);
        boolean joined = false;
        try {
            if (!pipeline.isShared() && session.plan().filter().needsProcesses()) {
                throw new TraceException(Kind.USAGE, "scope", "a recording does not hold which process started which: "
                        + "binary, tree and follow are for what happens now", null);
            }
            requireAvailable(session.request(), pipeline);
            SharedOptions.require(session.plan().filter(), pipeline);
            session.outputs(outputs(session, plugs, pipeline, new Output[plugs.size()]));
            pipeline.add(session);
            joined = true;
        } catch (SourceException e) {
            throw new TraceException(Kind.MACHINE, e.getMessage(), e);
        } finally {
            if (!joined) {
                lives.release();
            }
        }
        Arrays.stream(session.outputs()).forEach(plugins::follow);
        lives.joined(session);
    }

    private static void requireAvailable(TraceRequest request, Pipeline pipeline) throws TraceException {
        BitSet named = EventSelection.named(request.events());
        for (int id = named.nextSetBit(0); id >= 0; id = named.nextSetBit(id + 1)) {
            String why = pipeline.whyUnavailable(id);
            if (why != null) {
                throw new TraceException(Kind.MACHINE, "events", "event '" + Catalogue.builtIn().byId(id).name()
                        + "' cannot be traced on this machine: " + why + "; leave it out", null);
            }
        }
    }

    private List<Output> outputs(Session session, List<OutputPlugs> plugs, Pipeline pipeline, Output[] former) {
        List<Output> outputs = new ArrayList<>();
        for (OutputPlugs plug : plugs) {
            outputs.add(new Output(plug.request(), !pipeline.isShared() || plug.blocksByDefault(), pipeline::isCrowded,
                    new OutputWriter(plug, pipeline.origin(), pipeline.digests(), () -> lives.outputEnded(session)),
                    former[outputs.size()]));
        }
        return outputs;
    }

    private Pipeline open(TraceRequest request, EventSource from) throws TraceException {
        try {
            SourceSession opened = from instanceof SelectiveSource selective
                    ? selective.open(request.sourceOptions(), Pipeline.neededAtOnce(request, planner.events(request)))
                    : from.open(request.sourceOptions());
            try {
                Pipeline pipeline = new Pipeline(request, opened, table(opened, request), lives::readerHasEnded);
                lives.sourceIsOpen();
                pipeline.start();
                return pipeline;
            } catch (RuntimeException | Error e) {
                opened.close();
                throw e;
            }
        } catch (SourceException e) {
            throw new TraceException(Kind.MACHINE, e.getMessage(), e);
        }
    }

    private ContainerTable table(SourceSession opened, TraceRequest request) {
        return opened instanceof RecordedSession ? new NoContainers()
                : containers.open(opened, request.containerOptions(), DispatchState::new);
    }

    /**
     * Gives a running session another request. What is wrong is refused and nothing changes; otherwise the new outputs
     * write once the former ones have ended. One change of a session at a time.
     *
     * @throws TraceException the request is refused, or the session is being stopped
     */
    public void exchange(Session session, TraceRequest request) throws TraceException {
        session.changing().lock();
        try {
            if (!session.request().equals(request)) {
                if (!isRunning(session)) {
                    throw ended(session);
                }
                Planner.Prepared prepared = planner.prepare(request);
                change(session, prepared);
            }
        } finally {
            session.changing().unlock();
        }
    }

    private static TraceException ended(Session session) {
        return new TraceException(Kind.FAILED, "session '" + session.name() + "' has ended", null);
    }

    private void change(Session session, Planner.Prepared prepared) throws TraceException {
        boolean changed = false;
        try {
            Pipeline pipeline = source.open();
            if (pipeline != null) {
                requireAvailable(prepared.plan().request(), pipeline);
                SharedOptions.require(prepared.plan().filter(), pipeline);
                Output[] outputs = outputs(session, prepared.plugs(), pipeline, session.outputs())
                        .toArray(Output[]::new);
                changed = pipeline.change(session, prepared.plan(), outputs);
            }
            if (!changed) {
                throw ended(session);
            }
            Arrays.stream(session.outputs()).forEach(plugins::follow);
        } catch (SourceException e) {
            throw new TraceException(Kind.MACHINE, e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TraceException(Kind.FAILED, "interrupted", e);
        } finally {
            if (!changed) {
                prepared.plugs().forEach(OutputPlugs::close);
            }
        }
    }

    /** Sessions that have joined and have not ended, oldest first. Any thread. */
    public List<Session> running() {
        return lives.running();
    }

    /** The session's events flow, and the session is not being stopped. Any thread. */
    public boolean isRunning(Session session) {
        return lives.isRunning(session);
    }

    /** Filters were compiled again: what they tell the kernel may be another thing. */
    public void filtersChanged() {
        Pipeline pipeline = source.open();
        if (pipeline != null) {
            pipeline.filtersChanged();
        }
    }

    /** The open source, or null. Any thread. */
    public Pipeline pipeline() {
        return source.open();
    }

    /** What is counted; null while nothing is traced. Any thread. */
    public EngineStatus status() {
        Pipeline pipeline = source.open();
        return pipeline == null ? null : lives.status(pipeline);
    }

    /** Why the reader ended by itself, or null. */
    public TraceException failure() {
        return lives.failure();
    }

    /**
     * Stops all sessions side by side and waits for their end. No session starts any more. Returns the sessions that
     * ran.
     */
    public List<Session> shutDown() {
        return lives.shutDown();
    }

    /** Ends the control thread. After {@link #shutDown}. */
    public void close() {
        control.close();
    }
}
