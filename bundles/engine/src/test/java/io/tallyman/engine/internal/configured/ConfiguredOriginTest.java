package io.tallyman.engine.internal.configured;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.EngineFixture;
import io.tallyman.testing.FakeFilters;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A configured output has the source tell how processes came into containers by the rules of the command line. */
@Timeout(60)
class ConfiguredOriginTest extends EngineFixture {
    private final OutputFactory factory = new OutputFactory(engine, plugins, pid -> true);

    @Override
    protected FakeFilters filters() {
        return new FakeFilters(expressions -> event -> true);
    }

    @BeforeEach
    void addTree() {
        plugins.addPrinter(outputs.printerNamed("tree"));
    }

    private void configure(String name, String printer, String scope, String containers) throws Exception {
        factory.updated("io.tallyman.output~" + name, new Hashtable<>(Map.of("printer", printer, "destination", "memory",
                "events", "openat", "scope", scope, "containers", containers)));
    }

    private void serve() {
        engine.serve(request());
    }

    private static TraceRequest request() {
        return new TraceRequest("", "fake", List.of(), List.of(), false, List.of(), List.of(),
                new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20);
    }

    @ParameterizedTest
    @CsvSource({"short, origin=exec, false, true", "short, container, false, true", "short, uid=7, true, false",
            "tree, uid=7, true, true", "tree, uid=7, false, false"})
    void shouldAskTheSourceForWhatAnOutputIsAbout(String printer, String scope, String containers, boolean origins)
            throws Exception {
        configure("a", "short", "uid=11", "false");
        configure("b", printer, scope, containers);
        serve();
        assertEquals(List.of(State.RUNNING, State.RUNNING), engine.sessions().stream()
                .map(session -> session.status().outputs().get(0).state()).toList());
        assertEquals(1, source.opened);
        assertEquals(origins, source.options.origins());
    }

    /** An output that merely looks into containers runs without origins where the source was opened without them. */
    @Test
    void shouldRunALaterOutputBesideASourceWithoutOrigins() throws Exception {
        configure("a", "short", "uid=11", "false");
        serve();
        configure("b", "short", "container", "false");
        assertEquals(List.of(State.RUNNING, State.RUNNING), engine.sessions().stream()
                .map(session -> session.status().outputs().get(0).state()).toList());
        assertEquals(false, source.options.origins());
    }
}
