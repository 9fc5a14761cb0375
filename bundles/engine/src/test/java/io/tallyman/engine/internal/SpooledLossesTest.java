package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.testing.FakeFilters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A spool keeps what tells of losses as it keeps the events. */
@Timeout(60)
class SpooledLossesTest extends EngineFixture {
    @TempDir
    private Path directory;
    private LosingSource losing;

    @Override
    protected FakeFilters filters() {
        return FakeFilters.none();
    }

    @Override
    protected FakeSource source() {
        losing = new LosingSource();
        return losing;
    }

    private TraceSession start() throws Exception {
        return engine.start(new TraceRequest("s", "fake", List.of("openat"), List.of(), false,
                List.of(new OutputRequest("main", "short", "memory",
                        Map.of("spool", directory.resolve("spool").toString()), WhenFull.DROP, 1 << 20, null)),
                List.of(), new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20));
    }

    private List<String> told() {
        return List.copyOf(outputs.lines).stream().map(line -> line.replaceFirst(",[0-9]+,[0-9]+$", "")).toList();
    }

    @Test
    void shouldTellAlsoWhatWasLostLast() throws Exception {
        TraceSession session = start();
        losing.lose(OwnerLosses.HOST, 1_009);
        await(() -> outputs.lines.size() == 1);
        losing.lose(OwnerLosses.HOST, 31);
        session.stop();
        assertEquals(List.of("lost 0 host 1009,ring_full,host", "lost 0 host 31,ring_full,host"), told());
    }

    @Test
    void shouldTellTheNextTimeWhatItsDestinationHasNotTaken() throws Exception {
        outputs.trouble = new IOException("nobody listens");
        TraceSession first = start();
        losing.lose(OwnerLosses.HOST, 31);
        first.stop();
        assertEquals(List.of(), outputs.lines);
        outputs.trouble = null;
        TraceSession second = start();
        await(() -> outputs.lines.size() == 1);
        assertEquals(List.of("lost 0 host 31,ring_full,host"), told());
        second.stop();
        assertEquals(0, second.status().outputs().get(0).failed());
    }
}
