package io.tallyman.engine.internal;

import io.tallyman.api.check.Suggestion;
import io.tallyman.api.container.Container;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.FilterCompiler;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceDefaults;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerTable;
import io.tallyman.containers.Containers;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceException.Kind;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Starts and stops sessions; the first session on a source opens its pipeline, the last one closes it. */
@Component(service = Engine.class)
public final class EngineService implements Engine {
    private static final long FINISH_MILLIS = 5_000;

    private final Containers containers;
    private final Plugins plugins;
    private final List<EventSource> sources = new CopyOnWriteArrayList<>();
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final Map<Session, List<AutoCloseable>> sockets = new ConcurrentHashMap<>();
    private volatile FilterCompiler compiler;
    private AutoCloseable watch;
    private volatile Pipeline pipeline;
    private int named;

    @Activate
    public EngineService(@Reference Containers containers, @Reference Plugins plugins) {
        this.containers = containers;
        this.plugins = plugins;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(EventSource source) {
        sources.add(source);
    }

    void removeSource(EventSource source) {
        sources.remove(source);
    }

    /** A new filter bundle compiles what runs anew; without one, what was compiled stays in force. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void addCompiler(FilterCompiler added) {
        compiler = added;
        watch = added.watch(this::compileAgain);
        compileAgain();
    }

    void removeCompiler(FilterCompiler removed) {
        if (compiler == removed) {
            closeQuietly(watch);
            compiler = null;
        }
    }

    private void compileAgain() {
        FilterCompiler now = compiler;
        for (Session session : sessions) {
            try {
                session.filter(now.compile(session.request().filters()));
            } catch (FilterException e) {
                System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING,
                        "session {0} keeps its former filter: {1}", session.name(), e.getMessage());
            }
        }
    }

    @Deactivate
    void close() {
        sessions.forEach(Session::stop);
    }

    @Override
    public synchronized TraceSession start(TraceRequest asked) throws TraceException {
        TraceRequest request = named(asked);
        EventSource source = source(request.source());
        SourceDefaults defaults = defaults(source, request);
        BitSet events = EventSelection.of(request.events(), defaults.events());
        EventFilter filter = compile(request.filters());
        Session session = new Session(request, events, filter, this::stop);
        List<OutputPlugs> plugs = open(request, filter, defaults);
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

    private TraceRequest named(TraceRequest r) throws TraceException {
        String name = r.name().isEmpty() ? "trace-" + ++named : r.name();
        if (sessions.stream().anyMatch(s -> s.name().equals(name))) {
            throw new TraceException(Kind.USAGE, "a session named '" + name + "' is running already", null);
        }
        return new TraceRequest(name, r.source(), r.events(), r.filters(), r.enrich(), r.outputs(), r.sockets(),
                r.sourceOptions(), r.containerOptions(), r.holdBytes());
    }

    private EventFilter compile(List<String> expressions) throws TraceException {
        FilterCompiler now = compiler;
        if (now == null) {
            throw new TraceException(Kind.FAILED, "the filter bundle is not there", null);
        }
        try {
            return now.compile(expressions);
        } catch (FilterException e) {
            throw new TraceException(Kind.USAGE, e.getMessage(), e);
        }
    }

    private EventSource source(String name) throws TraceException {
        List<String> known = sources.stream().map(EventSource::name).toList();
        return sources.stream().filter(s -> s.name().equals(name)).findFirst()
                .orElseThrow(() -> new TraceException(Kind.FAILED, "unknown event source '" + name + "'"
                        + Suggestion.of(name, known) + "; there are: " + String.join(", ", known), null));
    }

    private static SourceDefaults defaults(EventSource source, TraceRequest request) throws TraceException {
        try {
            return source.defaults(request.sourceOptions());
        } catch (SourceException e) {
            throw new TraceException(Kind.FAILED, e.getMessage(), e);
        }
    }

    private List<OutputPlugs> open(TraceRequest request, EventFilter filter, SourceDefaults defaults)
            throws TraceException {
        List<OutputPlugs> opened = new ArrayList<>();
        try {
            for (OutputRequest output : request.outputs()) {
                OutputPlugs plugs = new OutputPlugs(output, request,
                        filter.impliesContainer() || defaults.containerFilter(),
                        request.enrich() || filter.needsMetadata() || defaults.enrichment());
                plugs.open(plugins.requirePrinter(output.printer()),
                        plugins.requireDestination(output.destination()));
                opened.add(plugs);
            }
            return opened;
        } catch (TraceException e) {
            opened.forEach(OutputPlugs::close);
            throw e;
        }
    }

    private List<AutoCloseable> addSockets(TraceRequest request) {
        List<AutoCloseable> added = new ArrayList<>();
        request.sockets().forEach(s -> added.add(containers.addSocket(s.runtime(), s.path())));
        return added;
    }

    private void run(Session session, EventSource source, List<OutputPlugs> plugs)
            throws TraceException, InterruptedException {
        Pipeline running = pipeline(session.request(), source);
        List<Output> outputs = new ArrayList<>();
        for (OutputPlugs plug : plugs) {
            OutputRequest request = session.request().outputs().get(outputs.size());
            DestinationFactory destination = plugins.destination(request.destination());
            outputs.add(new Output(request,
                    !running.isShared() || destination != null && destination.blocksByDefault(),
                    new OutputWriter(plug, running.epochOffset(), () -> outputEnded(session))));
        }
        session.outputs(outputs);
        outputs.forEach(Output::start);
        outputs.forEach(plugins::follow);
        sessions.add(session);
        running.add(session);
    }

    private Pipeline pipeline(TraceRequest request, EventSource source) throws TraceException {
        Pipeline running = pipeline;
        if (running != null) {
            return shared(running, request);
        }
        try {
            SourceSession opened = source.open(request.sourceOptions());
            try {
                running = new Pipeline(request.source(), opened, table(opened, request), request.holdBytes(),
                        this::stopAllLater);
            } catch (RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (SourceException e) {
            throw new TraceException(Kind.GROUND, e.getMessage(), e);
        }
        pipeline = running;
        running.start();
        return running;
    }

    private ContainerTable table(SourceSession opened, TraceRequest request) {
        return opened instanceof RecordedSession ? new NoContainers()
                : containers.open(opened, request.containerOptions());
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
            stopLater(session);
        }
    }

    private void stopAllLater() {
        sessions.forEach(this::stopLater);
    }

    private void stopLater(Session session) {
        Thread thread = new Thread(() -> stop(session), "tallyman-stop");
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
        return List.copyOf(sessions);
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
