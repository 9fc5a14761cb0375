package io.tallyman.engine.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.FilterCompiler;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerTable;
import io.tallyman.containers.Containers;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceException.Kind;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.internal.configured.ConfiguredOutputs;
import io.tallyman.engine.internal.configured.SessionControl;
import io.tallyman.engine.internal.configured.OutputConfiguration;
import io.tallyman.engine.internal.dispatch.DispatchState;
import io.tallyman.engine.internal.dispatch.NoContainers;
import io.tallyman.engine.internal.dispatch.Pipeline;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.output.OutputPlugs;
import io.tallyman.engine.internal.output.OutputWriter;
import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.engine.internal.session.Plan;
import io.tallyman.engine.internal.session.Planner;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Starts and stops sessions; the first session on a source opens its pipeline, the last one closes it. */
@Component(service = {Engine.class, SessionControl.class})
public final class EngineService implements Engine, SessionControl {
    private static final long FINISH_MILLIS = 5_000;

    private final Containers containers;
    private final Plugins plugins;
    private final Planner planner;
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final Map<Session, List<AutoCloseable>> sockets = new ConcurrentHashMap<>();
    private final ConfiguredOutputs configured = new ConfiguredOutputs(this);
    private volatile TraceException failure;
    private AutoCloseable watch;
    private volatile Pipeline pipeline;
    private int named;

    @Activate
    public EngineService(@Reference Containers containers, @Reference Plugins plugins) {
        this.containers = containers;
        this.plugins = plugins;
        planner = new Planner(plugins);
        plugins.onAdded(configured::tryAgainSoon);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addSource(EventSource source) {
        planner.add(source);
        configured.tryAgainSoon();
    }

    void removeSource(EventSource source) {
        planner.remove(source);
    }

    /** A new filter bundle compiles what runs anew; without one, what was compiled stays in force. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    public void addCompiler(FilterCompiler added) {
        planner.use(added);
        watch = added.watch(this::fieldsChanged);
        compileAgain();
        configured.tryAgainSoon();
    }

    void removeCompiler(FilterCompiler removed) {
        if (planner.stopUsing(removed)) {
            closeQuietly(watch);
        }
    }

    private void fieldsChanged() {
        compileAgain();
        configured.tryAgainSoon();
    }

    private void compileAgain() {
        for (Session session : sessions) {
            try {
                TraceRequest request = session.request();
                session.filter(request, planner.compile(request.filters()));
            } catch (TraceException e) {
                System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING,
                        "session {0} keeps its former filter: {1}", session.name(), e.getMessage());
            }
        }
        Pipeline running = pipeline;
        if (running != null) {
            running.filtersChanged();
        }
    }

    @Deactivate
    void close() {
        configured.close();
        sessions.forEach(Session::stop);
    }

    @Override
    public synchronized Session start(TraceRequest asked) throws TraceException {
        TraceRequest request = named(asked);
        EventSource source = planner.source(request.source());
        Planner.Prepared prepared = planner.prepare(request);
        List<OutputPlugs> plugs = prepared.plugs();
        Session session = new Session(prepared.plan(), this::stop);
        try {
            sockets.put(session, addSockets(request));
            run(session, source, plugs);
        } catch (TraceException | InterruptedException | RuntimeException e) {
            stop(session);
            closeIdle();
            plugs.forEach(OutputPlugs::close);
            forget(session);
            throw e instanceof TraceException t ? t : new TraceException(Kind.FAILED, "cannot start: " + e, e);
        }
        return session;
    }

    @Override
    public List<OptionSpec> outputKeys() {
        return OutputConfiguration.KEYS;
    }

    @Override
    public void checkOutput(String name, Map<String, ?> properties) throws TraceException {
        planner.check(configured.read(name, properties));
    }

    @Override
    public void change(TraceSession session, TraceRequest next) throws TraceException {
        if (!(session instanceof Session running) || configured.owns(running)) {
            throw new TraceException(Kind.USAGE, "session '" + session.name() + "' is configured; change its configuration",
                    null);
        }
        if (next.outputs().size() != session.request().outputs().size()) {
            throw new TraceException(Kind.USAGE, "session '" + session.name() + "' keeps its outputs; start another one",
                    null);
        }
        exchange(running, next);
    }

    /** What is wrong is refused and nothing changes; otherwise new outputs write once the former ones have ended. */
    @Override
    public synchronized void exchange(Session session, TraceRequest request) throws TraceException {
        if (session.request().equals(request)) {
            return;
        }
        if (!isRunning(session)) {
            throw new TraceException(Kind.FAILED, "session '" + session.name() + "' has ended", null);
        }
        Planner.Prepared prepared = planner.prepare(request);
        Output[] former = session.outputs();
        List<Output> outputs = successors(session, former, prepared.plugs());
        change(session, prepared.plan(), outputs);
        Arrays.stream(former).forEach(Output::finishForSuccessor);
        outputs.forEach(Output::start);
        outputs.forEach(plugins::follow);
    }

    private void change(Session session, Plan plan, List<Output> outputs) throws TraceException {
        boolean changed = false;
        try {
            changed = pipeline.change(session, plan, outputs.toArray(Output[]::new));
        } catch (SourceException e) {
            throw new TraceException(Kind.GROUND, e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!changed) {
                outputs.forEach(Output::discard);
            }
        }
        if (!changed) {
            throw new TraceException(Kind.FAILED, "session '" + session.name() + "' has ended", null);
        }
    }

    private List<Output> successors(Session session, Output[] former, List<OutputPlugs> plugs) {
        List<Output> outputs = new ArrayList<>();
        for (OutputPlugs plug : plugs) {
            outputs.add(output(session, plug, pipeline, former[outputs.size()]));
        }
        return outputs;
    }

    private TraceRequest named(TraceRequest r) throws TraceException {
        String name = r.name().isEmpty() ? "trace-" + ++named : r.name();
        if (sessions.stream().anyMatch(s -> s.name().equals(name))) {
            throw new TraceException(Kind.USAGE, "a session named '" + name + "' is running already", null);
        }
        return new TraceRequest(name, r.source(), r.events(), r.filters(), r.enrich(), r.outputs(), r.sockets(),
                r.sourceOptions(), r.containerOptions(), r.holdBytes());
    }

    private List<AutoCloseable> addSockets(TraceRequest request) {
        List<AutoCloseable> added = new ArrayList<>();
        request.sockets().forEach(s -> added.add(containers.addSocket(s.runtime(), s.path())));
        return added;
    }

    private void run(Session session, EventSource source, List<OutputPlugs> plugs)
            throws TraceException, InterruptedException {
        Pipeline running = pipeline(session.request(), source);
        if (!running.isShared() && session.needsProcesses()) {
            throw new TraceException(Kind.USAGE, "scope", "a recording does not hold which process started which: "
                    + "binary, tree and follow are for what happens now", null);
        }
        List<Output> outputs = new ArrayList<>();
        for (OutputPlugs plug : plugs) {
            outputs.add(output(session, plug, running, null));
        }
        session.outputs(outputs);
        outputs.forEach(Output::start);
        outputs.forEach(plugins::follow);
        sessions.add(session);
        try {
            running.add(session);
        } catch (SourceException e) {
            throw new TraceException(Kind.GROUND, e.getMessage(), e);
        }
    }

    private Output output(Session session, OutputPlugs plugs, Pipeline running, Output former) {
        DestinationFactory destination = plugins.destination(plugs.request().destination());
        return new Output(plugs.request(), !running.isShared() || destination != null && destination.blocksByDefault(),
                new OutputWriter(plugs, running.epochOffset(), () -> outputEnded(session)), former);
    }

    private Pipeline pipeline(TraceRequest request, EventSource source) throws TraceException {
        Pipeline running = pipeline;
        if (running != null) {
            return shared(running, request);
        }
        try {
            SourceSession opened = source.open(request.sourceOptions());
            try {
                running = new Pipeline(request, opened, table(opened, request), this::readerHasEnded);
            } catch (RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (SourceException e) {
            throw new TraceException(Kind.GROUND, e.getMessage(), e);
        }
        pipeline = running;
        failure = null;
        running.start();
        return running;
    }

    private ContainerTable table(SourceSession opened, TraceRequest request) {
        return opened instanceof RecordedSession ? new NoContainers()
                : containers.open(opened, request.containerOptions(), DispatchState::new);
    }

    private static Pipeline shared(Pipeline running, TraceRequest request) throws TraceException {
        if (running.isShared() && running.sourceName().equals(request.source())) {
            return running;
        }
        throw new TraceException(Kind.USAGE, "source '" + request.source() + "' cannot be opened beside '"
                + running.sourceName() + "', which is being traced; stop that first", null);
    }

    /** Called on an output's thread: a session whose every reader has gone is over. */
    private void outputEnded(Session session) {
        if (session.outputsHaveEnded()) {
            later(() -> stopIfEnded(session));
        }
    }

    /** It may have got new outputs meanwhile. */
    private synchronized void stopIfEnded(Session session) {
        if (session.outputsHaveEnded()) {
            stop(session);
        }
    }

    /** Called on the reader thread; without a reason where a recording has given all it has. */
    private void readerHasEnded(TraceException why) {
        failure = why;
        sessions.forEach(s -> later(() -> stop(s)));
    }

    private static void later(Runnable task) {
        Thread thread = new Thread(task, "tallyman-stop");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void stop(Session session) {
        if (!sessions.remove(session)) {
            return;
        }
        Pipeline running = pipeline;
        try {
            running.remove(session);
            session.finish(FINISH_MILLIS);
            session.last(running.status());
            closeIdle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            forget(session);
            session.end();
        }
    }

    /** Closes the pipeline that no session uses. */
    private void closeIdle() {
        Pipeline running = pipeline;
        if (running != null && running.sessions().length == 0) {
            pipeline = null;
            running.close();
        }
    }

    private void forget(Session session) {
        Arrays.stream(session.outputs()).forEach(plugins::forget);
        sockets.getOrDefault(session, List.of()).forEach(EngineService::closeQuietly);
        sockets.remove(session);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING, "closing " + closeable, e);
        }
    }

    @Override
    public List<TraceSession> sessions() {
        List<TraceSession> all = new ArrayList<>();
        sessions.stream().filter(Session::hasJoined).forEach(all::add);
        Set<String> running = all.stream().map(TraceSession::name).collect(Collectors.toSet());
        configured.all().stream().filter(c -> !running.contains(c.name())).forEach(all::add);
        return List.copyOf(all);
    }

    @Override
    public void serve(TraceRequest defaults) {
        configured.serve(defaults);
    }

    @Override
    public ConfiguredOutputs configured() {
        return configured;
    }

    @Override
    public Plugins plugins() {
        return plugins;
    }

    @Override
    public boolean isRunning(Session session) {
        return sessions.contains(session);
    }

    @Override
    public void reopen() {
        sessions.forEach(s -> Arrays.stream(s.outputs()).forEach(Output::reopen));
    }

    @Override
    public TraceException failure() {
        return failure;
    }

    @Override
    public EngineStatus status() {
        Pipeline running = pipeline;
        return running == null ? null : running.status();
    }

    @Override
    public Collection<Container> containers() {
        Pipeline running = pipeline;
        return running == null ? List.of() : running.table().containers();
    }

    @Override
    public List<RuntimeStatus> runtimes() {
        return containers.runtimes();
    }
}
