package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.Engine;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.early.SelectiveSource;
import io.tallyman.testing.FakeFilters;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source that is opened before the session that is going to use it. */
@Timeout(60)
class OpenAheadTest extends EngineFixture {
    private static final int OPENAT = Catalogue.builtIn().byName("openat").id();
    private static final int EXEC = Catalogue.builtIn().byName("sched_process_exec").id();

    private static final class Selective extends FakeSource implements SelectiveSource {
        @Override
        public SourceSession open(SourceOptions options, BitSet events) throws SourceException {
            prepare(events);
            return open(options);
        }
    }

    @Override
    protected FakeSource source() {
        return new Selective();
    }

    @Override
    protected FakeFilters filters() {
        return FakeFilters.none();
    }

    private static TraceRequest request(String printer) {
        OutputRequest output = new OutputRequest("o", printer, "memory", Map.of(), WhenFull.DROP,
                OutputRequest.DEFAULT_QUEUE, null);
        return new TraceRequest("", "fake", List.of("openat"), List.of(), false, List.of(output), List.of(),
                new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20);
    }

    @Test
    void shouldBeReadyForTheEventsOfTheSessionThatComes() throws Exception {
        Engine.Ahead ahead = engine.openAhead(request(outputs.printer.name()));
        await(() -> source.opened == 1);
        assertTrue(source.prepared.get(OPENAT));
        // the engine itself needs each exec: to load its program afterwards takes a tenth of a second
        assertTrue(source.prepared.get(EXEC));
        TraceSession session = engine.start(request(outputs.printer.name()));
        ahead.close();
        ahead.close();
        source.put(openat(HOST, 1), openat(HOST, 2), openat(HOST, 3));
        await(() -> outputs.lines.size() == 3);
        assertEquals(0, source.closed());
        session.stop();
        assertEquals(1, source.opened);
        assertEquals(1, source.closed());
    }

    @Test
    void shouldCloseWhatNoSessionUses() throws Exception {
        Engine.Ahead ahead = engine.openAhead(request("nothing"));
        assertThrows(TraceException.class, () -> engine.start(request("nothing")));
        ahead.close();
        await(() -> source.closed() == 1 && source.opened == 1);
        engine.start(request(outputs.printer.name())).stop();
        assertEquals(2, source.opened);
        assertEquals(2, source.closed());
    }

    /** What cannot be opened ahead cannot be opened by the start either, and the start says so. */
    @Test
    void shouldLeaveItToTheStartToSayWhatIsWrong() throws Exception {
        source.refusal = "no BTF";
        Engine.Ahead ahead = engine.openAhead(request(outputs.printer.name()));
        TraceException refused = assertThrows(TraceException.class, () -> engine.start(request(outputs.printer.name())));
        assertEquals("no BTF", refused.getMessage());
        ahead.close();
        source.refusal = null;
        engine.start(request(outputs.printer.name())).stop();
        assertEquals(1, source.closed());
    }
}
