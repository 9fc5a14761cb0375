package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.Engine;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** One output that Config Admin holds, as a management bundle makes, edits and deletes it. */
final class ConfiguredTrace {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RING = 1 << 28;
    private static final Set<State> RUNS = Set.of(State.RUNNING, State.FAILING);

    private final Engine engine;
    private final String name;
    private final Configuration configuration;
    private TraceSession session;

    private ConfiguredTrace(Engine engine, String name, Configuration configuration) {
        this.engine = engine;
        this.name = name;
        this.configuration = configuration;
    }

    /** Starts what Config Admin holds and will hold, with a large ring. */
    static void serve(Engine engine) throws Exception {
        Path docker = Path.of(Docker.SOCKET);
        engine.serve(new TraceRequest("", "ebpf", List.of(), List.of(), true, List.of(),
                List.of(new TraceRequest.Socket("docker", docker)), new SourceOptions(RING, false),
                ContainerOptions.DEFAULT, TraceRequest.DEFAULT_HOLD));
    }

    /** Waits until the runtime answers by whose names lines are checked; it is asked while something is traced. */
    static void awaitDocker(Engine engine) throws Exception {
        Path docker = Path.of(Docker.SOCKET);
        Until.holds("Docker answers", () -> engine.runtimes().stream()
                .anyMatch(r -> r.socket().equals(docker) && r.state() == RuntimeStatus.State.CONNECTED));
    }

    /** Makes it and waits until it runs. */
    static ConfiguredTrace make(Engine engine, ConfigurationAdmin admin, String name, Map<String, String> properties)
            throws Exception {
        ConfiguredTrace made = new ConfiguredTrace(engine, name,
                admin.getFactoryConfiguration(Engine.OUTPUT_PID, name, "?"));
        made.edit(properties);
        return made;
    }

    /** Wants something else of it, and waits until it does that. */
    void edit(Map<String, String> properties) throws Exception {
        configuration.update(new Hashtable<>(properties));
        Until.holds(name + " does what is wanted: " + properties, () -> {
            session = engine.sessions().stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
            return session != null && session.request().outputs().size() == 1
                    && does(session.request().outputs().get(0), properties) && RUNS.contains(output().state());
        });
    }

    private static boolean does(OutputRequest output, Map<String, String> wanted) {
        return output.printer().equals(wanted.get("printer"))
                && wanted.entrySet().containsAll(output.options().entrySet());
    }

    /** Deletes it; when this returns, all is written and counted. */
    void delete() throws IOException, InterruptedException {
        configuration.delete();
        if (!session.awaitEnd(PATIENCE)) {
            throw new AssertionError(name + " does not end");
        }
    }

    TraceSession session() {
        return session;
    }

    OutputStatus output() {
        return session.status().outputs().get(0);
    }

    /** All that passed the filter was written or lost, and each is counted as one of these. */
    void assertCounted() {
        SessionStatus status = session.status();
        assertEquals(status.toString(), status.matched(), output().delivered() + output().dropped() + output().failed());
    }

    /** All that passed the filter has been written, and is as many lines as were found. */
    void assertCounted(long lines) {
        SessionStatus status = session.status();
        assertEquals(status.toString(), lines, status.matched());
        assertEquals(status.toString(), lines, output().delivered());
        assertEquals(status.toString(), 0, output().dropped() + output().failed() + output().queuedBytes()
                + status.undecided());
    }
}
