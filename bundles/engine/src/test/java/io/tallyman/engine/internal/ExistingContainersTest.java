package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.SettableState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container that was there before is told to each session once: with its name, or with the reason why it has none. */
@Timeout(60)
class ExistingContainersTest extends EngineFixture {
    private static final String NAMED = "existing_container 0 id-17/name-17 docker,id-17,77,bb:1,,name-17,,,,0";
    private static final String UNNAMED = "existing_container 0 id-17/ docker,id-17,77,,,,,,,0";

    @Override
    protected FakeFilters filters() {
        return new FakeFilters(all -> event -> true);
    }

    private static TraceRequest request(boolean enrich) {
        OutputRequest output = new OutputRequest("main", "short", "memory", Map.of(), WhenFull.DEFAULT,
                OutputRequest.DEFAULT_QUEUE, null);
        ContainerOptions usual = ContainerOptions.DEFAULT;
        return new TraceRequest("", "fake", List.of("openat", "existing_container"), List.of(), enrich,
                List.of(output), List.of(), new SourceOptions(1 << 20, false),
                new ContainerOptions(Duration.ofMillis(203), usual.grace(), usual.limit(), usual.nested()), 1 << 20);
    }

    private void awaitLines(String... lines) throws InterruptedException {
        await(() -> outputs.lines.size() >= lines.length);
        assertEquals(List.of(lines), List.copyOf(outputs.lines));
    }

    /** The reader has gone through everything that the test has prepared. */
    private void awaitReader() throws InterruptedException {
        long read = engine.status().read();
        source.put(openat(HOST, 3));
        await(() -> engine.status().read() > read && containers.answers.isEmpty());
    }

    @Test
    void shouldTellOnceTheNameIsThereBeforeTheEventsThatWaited() throws Exception {
        engine.start(request(true));
        SettableState web = containers.report(WEB);
        await(() -> web.container() != null);
        source.put(openat(WEB, 10));
        await(() -> engine.status().heldEvents() == 1);
        assertEquals(List.of(), List.copyOf(outputs.lines));
        containers.resolve(web, Enrichment.COMPLETE);
        source.wakeup();
        awaitLines(NAMED, "openat 10 id-17/name-17");
    }

    @Test
    void shouldTellTheNameThatComesAfterTheDeadlineExactlyOnce() throws Exception {
        engine.start(request(true));
        SettableState web = containers.report(WEB);
        await(() -> web.container() != null);
        source.put(openat(WEB, 10));
        await(() -> engine.status().heldEvents() == 1);
        containers.resolve(web, Enrichment.PENDING);
        source.wakeup();
        awaitLines("openat 10 id-17/");
        containers.resolve(web, Enrichment.COMPLETE);
        containers.resolve(web, Enrichment.COMPLETE);
        source.wakeup();
        awaitLines("openat 10 id-17/", NAMED);
        awaitReader();
        awaitLines("openat 10 id-17/", NAMED, "openat 3 host");
    }

    @Test
    void shouldTellTheFinalFailure() throws Exception {
        engine.start(request(true));
        SettableState web = containers.report(WEB);
        await(() -> web.container() != null);
        containers.resolve(web, Enrichment.FAILED);
        source.wakeup();
        awaitLines(UNNAMED);
    }

    @Test
    void shouldTellAtOnceASessionThatWantsNoNames() throws Exception {
        engine.start(request(false));
        containers.report(WEB);
        source.wakeup();
        awaitLines(UNNAMED);
    }

    @Test
    void shouldTellALaterSessionOnceOfAContainerThatHasNoNameYet() throws Exception {
        engine.start(request(true));
        SettableState web = containers.exists(WEB, Enrichment.PENDING);
        TraceSession later = engine.start(request(true));
        awaitReader();
        await(() -> outputs.lines.size() == 2);
        containers.resolve(web, Enrichment.COMPLETE);
        source.wakeup();
        awaitLines("openat 3 host", "openat 3 host", NAMED);
        later.stop();
        awaitLines("openat 3 host", "openat 3 host", NAMED);
    }

    @Test
    void shouldTellWhatIsKnownToASessionThatEndsBefore() throws Exception {
        TraceSession session = engine.start(request(true));
        SettableState web = containers.report(WEB);
        await(() -> web.container() != null);
        source.put(openat(WEB, 10));
        await(() -> engine.status().heldEvents() == 1);
        session.stop();
        assertEquals(List.of(UNNAMED, "openat 10 id-17/"), List.copyOf(outputs.lines));
    }
}
