package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.SettableState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The container that the tracer itself runs in is no part of a trace, unless it is asked for. */
@Timeout(60)
class OwnContainerTest extends EngineFixture {
    @Override
    protected FakeFilters filters() {
        return new FakeFilters(all -> event -> true);
    }

    @Override
    protected FakeSource source() {
        return new LosingSource();
    }

    private static TraceRequest request(boolean self) {
        OutputRequest output = new OutputRequest("main", "short", "memory", Map.of(), WhenFull.DEFAULT,
                OutputRequest.DEFAULT_QUEUE, null);
        return new TraceRequest("", "fake", List.of("openat", "existing_container"), List.of(), true, List.of(output),
                List.of(), new SourceOptions(1 << 20, self), ContainerOptions.DEFAULT, 1 << 20);
    }

    /** Events before the container has its name and after, then one of the host. */
    private void traceOwn(boolean self) throws Exception {
        engine.start(request(self));
        SettableState own = containers.report(WEB);
        containers.own = own;
        await(() -> own.container() != null);
        source.put(openat(WEB, 10));
        await(() -> engine.status().heldEvents() == 1);
        containers.resolve(own, Enrichment.COMPLETE);
        source.wakeup();
        await(() -> engine.status().heldEvents() == 0);
        source.put(openat(WEB, 11));
        source.put(openat(HOST, 3));
        await(() -> outputs.lines.stream().anyMatch(line -> line.endsWith("3 host")));
    }

    @Test
    void shouldLeaveOutTheContainerOfTheTracer() throws Exception {
        traceOwn(false);
        assertEquals(List.of("openat 3 host"), List.copyOf(outputs.lines));
    }

    /** What is left out anyway is missed by nobody. */
    @Test
    void shouldNotTellWhatTheContainerOfTheTracerHasLost() throws Exception {
        traceOwn(false);
        ((LosingSource) source).lose(WEB, 1_009);
        ((LosingSource) source).lose(OwnerLosses.HOST, 7);
        engine.sessions().get(0).stop();
        assertEquals(List.of("openat 3 host", "lost 0 host 7,ring_full,host"),
                outputs.lines.stream().map(line -> line.replaceFirst(",[0-9]+,[0-9]+$", "")).toList());
    }

    @Test
    void shouldShowTheContainerOfTheTracerWhereSelfIsAskedFor() throws Exception {
        traceOwn(true);
        assertEquals(List.of("existing_container 0 id-17/name-17 docker,id-17,77,bb:1,,name-17,,,,0",
                "openat 10 id-17/name-17", "openat 11 id-17/name-17", "openat 3 host"), List.copyOf(outputs.lines));
    }
}
