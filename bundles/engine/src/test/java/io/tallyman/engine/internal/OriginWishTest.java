package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.PassingFilter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has the source tell how processes came into their containers. */
class OriginWishTest extends EngineFixture {
    @Override
    protected FakeFilters filters() {
        return new FakeFilters(expressions -> event -> true) {
            @Override
            public EventFilter compile(Collection<String> expressions) {
                boolean origins = expressions.contains("origin=exec");
                return new PassingFilter() {
                    @Override
                    public boolean needsOrigins() {
                        return origins;
                    }
                };
            }
        };
    }

    private static TraceRequest request(String name, String... filters) {
        return new TraceRequest(name, "fake", List.of("openat"), List.of(filters), false,
                List.of(new OutputRequest(name, "short", "memory", Map.of(), WhenFull.DEFAULT, 1, null)), List.of(),
                new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20);
    }

    @ParameterizedTest
    @CsvSource({"origin=exec, true", "container, true", "containerName=web, true", "!container, false", "uid=7, false"})
    void shouldAskTheSourceForWhatTheFirstSessionsFilterIsAbout(String filter, boolean origins) throws Exception {
        engine.start(request("first", filter));
        assertEquals(origins, source.options.origins());
    }

    /** A tree of containers shows which processes were executed in there, and which were attached. */
    @ParameterizedTest
    @CsvSource({"tree, true, true", "tree, false, false", "short, true, false"})
    void shouldAskTheSourceWhereContainersAreShownAsTrees(String printer, boolean containers, boolean origins)
            throws Exception {
        plugins.addPrinter(outputs.printerNamed("tree"));
        engine.start(new TraceRequest("first", "fake", List.of("openat"), List.of(), containers,
                List.of(new OutputRequest("first", printer, "memory", Map.of(), WhenFull.DEFAULT, 1, null)), List.of(),
                new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20));
        assertEquals(origins, source.options.origins());
    }

    @Test
    void shouldRefuseAFilterThatTheOpenSourceCannotServe() throws Exception {
        TraceSession first = engine.start(request("first", "uid=7"));
        TraceException e = assertThrows(TraceException.class, () -> engine.start(request("later", "origin=exec")));
        assertTrue(e.getMessage().contains("without --origin"), e.getMessage());
        assertThrows(TraceException.class, () -> engine.change(first, request("first", "origin=exec")));
        engine.start(request("containers", "container"));
        assertEquals(2, engine.sessions().size());
    }

    @Test
    void shouldServeALaterFilterWhereTheFirstSessionLooksIntoContainers() throws Exception {
        engine.start(request("first", "container"));
        engine.start(request("later", "origin=exec"));
        assertEquals(2, engine.sessions().size());
    }
}
