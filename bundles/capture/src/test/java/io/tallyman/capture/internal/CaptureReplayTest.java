package io.tallyman.capture.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.event.Node;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.Engine;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.Screen;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.internal.TestEngine;
import io.tallyman.filter.internal.FilterCompilerService;
import io.tallyman.output.file.internal.FileFactory;
import io.tallyman.printer.json.internal.JsonPrinterFactory;
import io.tallyman.printer.table.internal.TablePrinterFactory;
import io.tallyman.printer.table.internal.WideTablePrinterFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promise, over the real engine, filter, printers and file destination. */
@Timeout(120)
class CaptureReplayTest {
    private static final int TOTAL = 5_003;
    private static final List<String> EVENTS = List.of("openat", "read", "connect", "proc", "cgroup", "containers");

    @TempDir
    Path directory;

    private final ScriptedContainers containers = new ScriptedContainers();
    private final ScriptedSource live = new ScriptedSource(11, TOTAL);
    private final Engine engine = engine(live);
    /** Nothing of the recording process is left when it is replayed. */
    private final ScriptedContainers untouched = new ScriptedContainers();
    private final Engine later = TestEngine.of(untouched, new FilterCompilerService(), List.of(new ReplaySource()),
            List.of(new JsonPrinterFactory(), new TablePrinterFactory(), new WideTablePrinterFactory(),
                    new CapturePrinterFactory()), new FileFactory());

    private Engine engine(EventSource source) {
        return TestEngine.of(containers, new FilterCompilerService(), List.of(source),
                List.of(new JsonPrinterFactory(), new TablePrinterFactory(), new WideTablePrinterFactory(),
                        new CapturePrinterFactory()), new FileFactory());
    }

    private OutputRequest output(String printer, String file, Screen screen, String... options) {
        Map<String, String> all = new HashMap<>(Map.of("path", directory.resolve(file).toString()));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return new OutputRequest(file, printer, "file", all, WhenFull.DEFAULT, 1 << 20, screen);
    }

    private List<OutputRequest> outputs(String run) {
        return List.of(output("json", run + ".json", null, "labels", "true"),
                output("json", run + ".decoded", null, "decode", "true"),
                output("table", run + ".table", null),
                output("table-wide", run + ".wide", new Screen(131, true)));
    }

    private List<OutputRequest> withCapture(List<OutputRequest> outputs) {
        List<OutputRequest> all = new ArrayList<>(outputs);
        all.add(2, output("capture", "x.cap", null));
        return all;
    }

    private static TraceRequest request(String source, Path input, List<String> events, List<String> filters,
            boolean enrich, List<OutputRequest> outputs) {
        return request(source, input, Node.NONE, events, filters, enrich, outputs);
    }

    private static TraceRequest request(String source, Path input, Node node, List<String> events, List<String> filters,
            boolean enrich, List<OutputRequest> outputs) {
        return new TraceRequest("", source, events, filters, enrich, outputs, List.of(),
                new SourceOptions(4096, false, false, false, input, node), ContainerOptions.DEFAULT, 1 << 20);
    }

    private TraceSession record(List<String> filters, boolean enrich) throws Exception {
        TraceSession session = engine.start(request("scripted", null, EVENTS, filters, enrich,
                withCapture(outputs("live"))));
        while (!live.isDone()) {
            Thread.sleep(1);
        }
        session.stop();
        for (OutputStatus output : session.status().outputs()) {
            assertEquals(0, output.dropped() + output.failed(), output.toString());
        }
        return session;
    }

    private TraceSession replay(Path capture, List<String> filters, List<OutputRequest> outputs) throws Exception {
        TraceSession session = later.start(request("replay", capture, List.of(), filters, false, outputs));
        assertTrue(session.awaitEnd(Duration.ofSeconds(60)));
        assertEquals(0, untouched.opened());
        return session;
    }

    private void assertSameBytes() throws IOException {
        for (String kind : List.of("json", "decoded", "table", "wide")) {
            byte[] was = Files.readAllBytes(directory.resolve("live." + kind));
            byte[] is = Files.readAllBytes(directory.resolve("again." + kind));
            int differs = Arrays.mismatch(was, is);
            assertEquals(-1, differs, () -> kind + " differs at " + differs + ": "
                    + new String(was, Math.max(0, differs - 300), 600, StandardCharsets.UTF_8));
            assertTrue(was.length > 100, kind);
        }
    }

    @Test
    void shouldNameTheNodeOfTheRecordingUnlessAnotherNameIsGiven() throws Exception {
        TraceSession session = engine.start(request("scripted", null, new Node("worker-7", "prod"), EVENTS, List.of(),
                false, withCapture(outputs("live"))));
        while (!live.isDone()) {
            Thread.sleep(1);
        }
        session.stop();
        replay(directory.resolve("x.cap"), List.of("nodeName=worker-7"), outputs("again"));
        assertSameBytes();
        assertEquals(session.status().matched(), lines("live.json", "\"nodeName\":\"worker-7\",\"clusterName\":\"prod\","));
        TraceSession named = later.start(request("replay", directory.resolve("x.cap"), new Node("here", ""), List.of(),
                List.of("clusterName=prod"), false, List.of(output("json", "named.json", null))));
        assertTrue(named.awaitEnd(Duration.ofSeconds(60)));
        assertEquals(session.status().matched(), lines("named.json", "\"nodeName\":\"here\",\"clusterName\":\"prod\","));
    }

    private long lines(String file, String part) throws IOException {
        try (Stream<String> lines = Files.lines(directory.resolve(file))) {
            return lines.filter(line -> line.contains(part)).count();
        }
    }

    @Test
    void shouldPrintTheSameBytesOfAnEnrichedSession() throws Exception {
        TraceSession session = record(List.of(), true);
        String json = Files.readString(directory.resolve("live.json"));
        for (String part : List.of("\"enrichment\":\"pending\"", "\"enrichment\":\"complete\"",
                "\"enrichment\":\"failed\"", "\"container_create\"", "\"existing_container\"", "\"container_remove\"",
                "\"containerId\":\"\"", "\"path\":")) {
            assertTrue(json.contains(part), part);
        }
        assertTrue(session.status().matched() > TOTAL);
        TraceSession again = replay(directory.resolve("x.cap"), List.of(), outputs("again"));
        assertNull(again.failure());
        assertEquals(session.status().matched(), again.status().matched());
        assertEquals(again.engineAtEnd().emitted(), again.engineAtEnd().read());
        assertSameBytes();
    }

    @Test
    void shouldGiveEachEventOneTimeThoughTheWallClockIsSet() throws Exception {
        record(List.of(), true);
        List<Long> times = times("live.json");
        assertEquals(times, times("live.decoded"));
        long before = times.stream().filter(time -> time < ScriptedSource.BOOT + ScriptedSource.STEP).count();
        assertTrue(before > TOTAL / 2 && times.size() - before > TOTAL / 2, before + " of " + times.size());
        assertTrue(Collections.max(times) - Collections.min(times) < ScriptedSource.STEP + 10_000_000_000L);
        List<Long> made = Files.readString(directory.resolve("live.json")).lines()
                .filter(line -> line.contains("\"existing_container\"") || line.contains("\"container_"))
                .map(CaptureReplayTest::time).toList();
        assertTrue(made.size() > 10 && times.containsAll(made), made.toString());
    }

    private List<Long> times(String file) throws IOException {
        return Files.readString(directory.resolve(file)).lines().map(CaptureReplayTest::time).toList();
    }

    private static long time(String line) {
        return Long.parseLong(line.substring("{\"timestamp\":".length(), line.indexOf(',')));
    }

    @Test
    void shouldPrintTheSameBytesOfAFilteredSession() throws Exception {
        List<String> filters = List.of("container", "uid!=2", "containerName!=nobody");
        record(filters, false);
        replay(directory.resolve("x.cap"), filters, outputs("again"));
        assertSameBytes();
    }

    @Test
    void shouldKnowTheSessionsColumnsWhereTheFilterIsLeftOut() throws Exception {
        record(List.of("container=new"), true);
        replay(directory.resolve("x.cap"), List.of(), outputs("again"));
        assertSameBytes();
    }

    @Test
    void shouldPrintTheSameBytesOfASessionWithoutNames() throws Exception {
        record(List.of(), false);
        replay(directory.resolve("x.cap"), List.of(), outputs("again"));
        assertSameBytes();
    }

    @Test
    void shouldFilterAReplayFurther() throws Exception {
        record(List.of(), true);
        TraceSession again = replay(directory.resolve("x.cap"), List.of("event=connect"), outputs("again"));
        long connects = Files.readString(directory.resolve("live.json")).lines()
                .filter(l -> l.contains("\"eventName\":\"connect\"")).count();
        assertTrue(connects > 100);
        assertEquals(connects, again.status().matched());
    }

    @Test
    void shouldReplayACaptureOfAReplay() throws Exception {
        record(List.of(), true);
        replay(directory.resolve("x.cap"), List.of(), List.of(output("capture", "y.cap", null)));
        replay(directory.resolve("y.cap"), List.of(), outputs("again"));
        assertSameBytes();
    }

    @Test
    void shouldReplayEachRotatedFileByItself() throws Exception {
        TraceSession session = engine.start(request("scripted", null, EVENTS, List.of(), true,
                List.of(output("json", "live.json", null),
                        output("capture", "x.cap", null, "rotate-size", "300K", "keep", "99"))));
        while (!live.isDone()) {
            Thread.sleep(1);
        }
        session.stop();
        List<Path> parts = new ArrayList<>();
        for (int i = 99; i > 0; i--) {
            Path former = directory.resolve("x.cap." + i);
            if (Files.exists(former)) {
                parts.add(former);
            }
        }
        assertTrue(parts.size() > 3, parts.toString());
        parts.add(directory.resolve("x.cap"));
        for (Path part : parts) {
            assertNull(replay(part, List.of(), List.of(output("json", "again.json", null))).failure());
        }
        assertEquals(-1, Files.mismatch(directory.resolve("live.json"), directory.resolve("again.json")));
    }

    @Test
    void shouldReplayWhatIsWholeAndTellWhereTheDamageIs() throws Exception {
        record(List.of(), true);
        byte[] whole = Files.readAllBytes(directory.resolve("x.cap"));
        Path cut = directory.resolve("cut.cap");
        Files.write(cut, Arrays.copyOf(whole, whole.length - 77));
        TraceException failure = replay(cut, List.of(), outputs("again")).failure();
        assertEquals(TraceException.Kind.FAILED, failure.kind());
        assertTrue(failure.getMessage().startsWith(cut + " is cut short at offset "), failure.getMessage());
        byte[] was = Files.readAllBytes(directory.resolve("live.json"));
        byte[] is = Files.readAllBytes(directory.resolve("again.json"));
        assertTrue(is.length > 10_000 && is.length < was.length);
        assertEquals(is.length, Arrays.mismatch(was, is));
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        assertRefused(request("replay", directory.resolve("none.cap"), List.of(), List.of(), false, outputs("again")),
                "cannot replay " + directory.resolve("none.cap") + ": there is no such file");
        assertRefused(request("replay", directory, List.of(), List.of(), false, outputs("again")),
                "cannot replay " + directory + ": it is not a file");
        assertRefused(request("replay", null, List.of(), List.of(), false, outputs("again")),
                "no capture to replay; name its file");
    }

    @Test
    void shouldRefuseToWriteACaptureToATerminal() {
        TraceException e = assertThrows(TraceException.class, () -> engine.start(request("scripted", null, EVENTS,
                List.of(), false, List.of(output("capture", "x.cap", new Screen(80, false))))));
        assertEquals(TraceException.Kind.USAGE, e.kind());
        assertEquals("output x.cap: a capture is not text and goes to a file: -o capture:/path/file", e.getMessage());
    }

    private void assertRefused(TraceRequest request, String message) {
        assertEquals(message, assertThrows(TraceException.class, () -> later.start(request)).getMessage());
    }
}
