package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.runtime.ProcessSockets.Opened;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.early.ProgramFiles;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.RecordBuilder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs are opened for an output that shows their hashes, at once, and for no other output. */
@Timeout(60)
class ProgramHashTest extends EngineFixture {
    private final AtomicInteger asked = new AtomicInteger();

    /** Each program is gone already. */
    private final class Gone extends FakeSource implements ProgramFiles {
        @Override
        public Opened ofProcess(int hostPid) throws IOException {
            asked.incrementAndGet();
            throw new FileNotFoundException();
        }

        @Override
        public Opened onOverlay(int device, String path) throws IOException {
            throw new FileNotFoundException();
        }
    }

    @Override
    protected FakeSource source() {
        return new Gone();
    }

    @Override
    protected FakeFilters filters() {
        return new FakeFilters(all -> event -> event.hostPid() % 3 == 0);
    }

    private void start(Map<String, String> options) throws Exception {
        OutputRequest output = new OutputRequest("main", "short", "memory", options, WhenFull.DEFAULT,
                OutputRequest.DEFAULT_QUEUE, null);
        engine.start(new TraceRequest("", "fake", List.of("sched_process_exec"), List.of(), true, List.of(output), List.of(),
                new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20));
        source.put(mkdir(WEB), exec(9), exec(10), exec(12));
        await(() -> engine.status() != null && engine.status().heldEvents() == 2);
    }

    private static byte[] exec(int pid) {
        return RecordBuilder.of("sched_process_exec").cgroup(WEB).hostTask(pid, pid, 1).number("inode", pid)
                .text("pathname", "/bin/x").bytes();
    }

    private void settle() throws Exception {
        containers.settle(WEB, Enrichment.COMPLETE);
        source.wakeup();
        await(() -> outputs.lines.size() == 2);
    }

    private long gone() {
        return engine.status().failures().stream().filter(counter -> counter.name().equals("hash_gone")).findFirst()
                .orElseThrow().value();
    }

    @Test
    void shouldOpenAProgramBeforeItsContainerHasAName() throws Exception {
        start(Map.of("sha256", "true"));
        await(() -> asked.get() == 2);
        settle();
        assertEquals(2, gone());
        assertEquals(2, asked.get(), "a file that is gone is not looked for again when the event is printed");
    }

    @Test
    void shouldOpenNoProgramUnlessAskedTo() throws Exception {
        start(Map.of("sha256", "false"));
        settle();
        assertEquals(0, asked.get());
        assertEquals(0, gone());
    }

    @Test
    void shouldRefuseAKeyThatIsNeitherOnNorOff() {
        for (String key : List.of("sha256", "ancestors")) {
            TraceException refused = assertThrows(TraceException.class, () -> start(Map.of(key, "perhaps")));
            assertTrue(refused.getMessage().contains("key '" + key + "' cannot be 'perhaps'"), refused.getMessage());
        }
    }
}
