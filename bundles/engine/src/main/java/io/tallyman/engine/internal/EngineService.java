package io.tallyman.engine.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.FilterCompiler;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.source.EventSource;
import io.tallyman.containers.Containers;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceException.Kind;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.internal.configured.ConfiguredOutputs;
import io.tallyman.engine.internal.configured.OutputConfiguration;
import io.tallyman.engine.internal.configured.SessionControl;
import io.tallyman.engine.internal.control.Sessions;
import io.tallyman.engine.internal.dispatch.Pipeline;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.engine.internal.session.Planner;
import io.tallyman.engine.internal.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The engine's component: puts its rooms together, and tells them which sources and filters come and go. */
@Component(service = {Engine.class, SessionControl.class})
public final class EngineService implements Engine, SessionControl {
    private final Containers containers;
    private final Plugins plugins;
    private final Planner planner;
    private final Sessions sessions;
    private final ConfiguredOutputs configured = new ConfiguredOutputs(this);
    private volatile AutoCloseable watch;

    @Activate
    public EngineService(@Reference Containers containers, @Reference Plugins plugins) {
        this.containers = containers;
        this.plugins = plugins;
        planner = new Planner(plugins);
        sessions = new Sessions(containers, plugins, planner, configured::lookIntoContainers);
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
        fieldsChanged();
    }

    void removeCompiler(FilterCompiler removed) {
        AutoCloseable watching = watch;
        if (planner.stopUsing(removed) && watching != null) {
            try {
                watching.close();
            } catch (Exception e) {
                warn("the filter bundle has gone: " + e);
            }
        }
    }

    private void fieldsChanged() {
        sessions.running().forEach(this::compileAgain);
        sessions.filtersChanged();
        configured.tryAgainSoon();
    }

    private void compileAgain(Session session) {
        try {
            TraceRequest request = session.request();
            session.filter(request, planner.compile(request.filters()));
        } catch (TraceException e) {
            warn("session " + session.name() + " keeps its former filter: " + e.getMessage());
        }
    }

    private static void warn(String what) {
        System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING, what);
    }

    @Deactivate
    void close() {
        shutDown();
        sessions.close();
    }

    @Override
    public Session start(TraceRequest request) throws TraceException {
        return sessions.start(request);
    }

    @Override
    public Ahead openAhead(TraceRequest request) {
        return sessions.openAhead(request);
    }

    @Override
    public boolean knows(TraceRequest request) {
        return planner.knows(request);
    }

    @Override
    public List<TraceSession> shutDown() {
        configured.close();
        return List.copyOf(sessions.shutDown());
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

    @Override
    public void exchange(Session session, TraceRequest next) throws TraceException {
        sessions.exchange(session, next);
    }

    @Override
    public List<TraceSession> sessions() {
        List<TraceSession> all = new ArrayList<>(sessions.running());
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
        return sessions.isRunning(session);
    }

    @Override
    public void reopen() {
        sessions.running().forEach(s -> Arrays.stream(s.outputs()).forEach(Output::reopen));
    }

    @Override
    public TraceException failure() {
        return sessions.failure();
    }

    @Override
    public boolean isReading(Duration patience) throws InterruptedException {
        Pipeline running = sessions.pipeline();
        return sessions.failure() == null && (running == null || running.answers(patience));
    }

    @Override
    public EngineStatus status() {
        return sessions.status();
    }

    @Override
    public Collection<Container> containers() {
        Pipeline running = sessions.pipeline();
        return running == null ? List.of() : running.table().containers();
    }

    @Override
    public List<RuntimeStatus> runtimes() {
        return containers.runtimes();
    }
}
