package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordedSessionTest extends EngineFixture {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final FakeRecording recording = new FakeRecording();

    @BeforeEach
    void addRecording() {
        engine.addSource(recording);
    }

    @Override
    protected FakeFilters filters() {
        return FakeFilters.none();
    }

    private static TraceRequest request(String source, String printer, List<String> events, int queue) {
        return new TraceRequest("", source, events, List.of(), false,
                List.of(new OutputRequest("main", printer, "memory", Map.of(), WhenFull.DEFAULT, queue, null)),
                List.of(), new SourceOptions(4096, false), ContainerOptions.DEFAULT, 1 << 20);
    }

    private TraceSession replay() throws TraceException {
        return engine.start(request("recording", "short", List.of(), 1));
    }

    @Test
    void shouldTakeContainersAndDerivedEventsFromTheRecordingAlone() throws Exception {
        Container pending = containers.container(17, Enrichment.PENDING, false);
        Container complete = containers.container(17, Enrichment.COMPLETE, true);
        recording.add(RecordBuilder.of("cgroup_mkdir").cgroup(17).hostTask(1, 1, 0).number("cgroup_id", 17)
                .text("cgroup_path", "/docker/x").bytes(), null);
        recording.add(RecordBuilder.of("container_remove").hostTask(2, 2, 0).text("runtime", "docker")
                .text("container_id", "id-17").bytes(), pending);
        recording.add(RecordBuilder.of("sched_process_exec").cgroup(17).hostTask(3, 3, 0).bytes(), pending);
        recording.add(openat(WEB, 4), complete);
        recording.add(openat(WEB, 5), null);
        TraceSession session = replay();
        assertTrue(session.awaitEnd(LONG));
        assertEquals(List.of("cgroup_mkdir 1 host", "container_remove 2 id-17/ docker,id-17",
                "sched_process_exec 3 id-17/", "openat 4 id-17/name-17", "openat 5 host"), outputs.lines);
        assertNull(session.failure());
        assertEquals(5, session.engineAtEnd().read());
        assertEquals(0, containers.closed());
    }

    @Test
    void shouldTellWhatWasLostWhenTheRecordingWasMadeWhateverIsAskedFor() throws Exception {
        byte[] lost = RecordBuilder.of("lost").cgroup(WEB).hostTask(0, 0, 0).number("count", 1_009)
                .text("reason", "ring_full").text("owner", "container").number("first", 7).number("last", 11).bytes();
        recording.add(lost, containers.container(17, Enrichment.COMPLETE, true));
        recording.add(openat(WEB, 4), null);
        for (List<String> events : List.of(List.of("openat"), List.of("openat", "-lost"))) {
            TraceSession session = engine.start(request("recording", "short", events, 1));
            assertTrue(session.awaitEnd(LONG));
            assertEquals(1, session.status().matched());
            assertEquals(1, session.status().outputs().get(0).delivered());
            recording.add(lost, null);
            recording.add(openat(WEB, 5), null);
        }
        assertEquals(List.of("lost 0 id-17/name-17 1009,ring_full,container,7,11", "openat 4 host", "openat 5 host"),
                outputs.lines);
    }

    @Test
    void shouldTellWhoseEventsOfARecordingAnOutputDrops() throws Exception {
        Container web = containers.container(17, Enrichment.COMPLETE, true);
        outputs.writes.drainPermits();
        int total = 2_003;
        for (int i = 0; i < total; i++) {
            recording.add(openat(WEB, i), web);
        }
        TraceSession session = engine.start(new TraceRequest("", "recording", List.of(), List.of(), false,
                List.of(new OutputRequest("main", "short", "memory", Map.of(), WhenFull.DROP, 1, null)), List.of(),
                new SourceOptions(4096, false), ContainerOptions.DEFAULT, 1 << 20));
        await(() -> engine.status().read() == total);
        outputs.writes.release(1_000_003);
        assertTrue(session.awaitEnd(LONG));
        long dropped = session.status().outputs().get(0).dropped();
        assertTrue(dropped > 0);
        List<String> lost = outputs.lines.stream().filter(line -> line.startsWith("lost ")).toList();
        assertEquals(dropped, lost.stream().mapToLong(line -> Long.parseLong(line.split("[ ,]")[3])).sum());
        assertTrue(lost.stream().allMatch(line -> line.contains(" id-17/name-17 ")), lost.toString());
    }

    @Test
    void shouldLeaveNothingBehindWhenARecordingHasEnded() throws Exception {
        recording.add(openat(WEB, 1), null);
        assertTrue(replay().awaitEnd(LONG));
        assertEquals(1, recording.closed());
        assertNull(engine.status());
        engine.start(request("fake", "short", List.of("openat"), 1)).stop();
        assertEquals(1, source.closed());
    }

    private static Printer lineages(PrinterFactory.Context context) {
        return (event, out) -> {
            out.ascii(event.type().name()).put(' ').decimal(event.hostPid());
            for (AncestorView each : event.ancestors()) {
                out.ascii(" < ").decimal(each.hostPid()).put(' ').ascii(String.join(" ", each.argv()))
                        .ascii(each.container() == null ? "" : "@" + each.container().id());
            }
            out.put('\n');
        };
    }

    private static byte[] exec(int pid, String... argv) {
        return RecordBuilder.of("sched_process_exec").hostTask(pid, pid, 1).text("pathname", "/bin/" + argv[0])
                .strings("argv", argv).bytes();
    }

    private static byte[] fork(int parent, int child) {
        return RecordBuilder.of("sched_process_fork").hostTask(parent, parent, 1).number("child_pid", child)
                .number("child_tid", child).number("start_time", 1_009_000_000_007L).bytes();
    }

    private static byte[] open(int pid) {
        return RecordBuilder.of("openat").hostTask(pid, pid, 1).bytes();
    }

    @Test
    void shouldShowTheAncestorsThatTheRecordingTellsOf() throws Exception {
        plugins.addPrinter(printer("lineages", RecordedSessionTest::lineages));
        Container web = containers.container(17, Enrichment.COMPLETE, true);
        recording.add(open(7), null);
        recording.add(exec(7, "runc", "init"), null);
        recording.add(fork(7, 11), null);
        recording.add(exec(11, "sh", "-c"), web);
        recording.add(fork(11, 13), web);
        recording.add(open(13), web);
        recording.add(exec(11, "later"), web);
        recording.add(exec(13, "cat"), web);
        recording.add(open(13), web);
        TraceRequest r = request("recording", "lineages", List.of("openat"), 1);
        OutputRequest output = new OutputRequest("main", "lineages", "memory", Map.of("ancestors", "true"), WhenFull.DEFAULT,
                1, null);
        assertTrue(engine.start(r.writing(List.of(output))).awaitEnd(LONG));
        String line = "openat 13 < 11 sh -c@id-17 < 7 runc init";
        assertEquals(List.of("openat 7", line, line), outputs.lines);
    }

    @Test
    void shouldTellADamageAfterAllThatIsWholeHasBeenWritten() throws Exception {
        recording.add(openat(WEB, 1), null);
        recording.damage = "x.cap: damaged at offset 7";
        TraceSession session = replay();
        assertTrue(session.awaitEnd(LONG));
        assertEquals(List.of("openat 1 host"), outputs.lines);
        assertEquals(TraceException.Kind.FAILED, session.failure().kind());
        assertEquals("x.cap: damaged at offset 7", session.failure().getMessage());
    }

    @Test
    void shouldDropNothingAndNotEndBeforeASlowReaderHasTakenAll() throws Exception {
        int total = 3_001;
        for (int i = 0; i < total; i++) {
            recording.add(openat(WEB, i), null);
        }
        outputs.writes.drainPermits();
        TraceSession session = replay();
        outputs.writes.release(1);
        while (session.status().outputs().get(0).delivered() == 0) {
            Thread.sleep(1);
        }
        while (recording.pollsAtEnd < 23) {
            // one write, and only where more waits behind it: the last one is held up
            if (outputs.writes.hasQueuedThreads() && outputs.writes.availablePermits() == 0
                    && session.status().outputs().get(0).queuedBytes() > 0) {
                outputs.writes.release(1);
            }
            Thread.sleep(1);
        }
        assertEquals(1, engine.sessions().size());
        outputs.writes.release(1_000_003);
        assertTrue(session.awaitEnd(LONG));
        assertEquals(total, outputs.lines.size());
        assertEquals(0, session.status().outputs().get(0).dropped());
    }

    @Test
    void shouldRefuseAnythingBesideARecordingAndARecordingBesideAnything() throws Exception {
        outputs.writes.drainPermits();
        recording.add(openat(WEB, 1), null);
        TraceSession first = replay();
        for (String source : List.of("recording", "fake")) {
            TraceException e = assertThrows(TraceException.class,
                    () -> engine.start(request(source, "short", List.of("openat"), 1)));
            assertEquals(TraceException.Kind.USAGE, e.kind());
            assertEquals("source '" + source + "' cannot be opened beside 'recording', which is being traced; "
                    + "stop that first", e.getMessage());
        }
        outputs.writes.release(1_000_003);
        assertTrue(first.awaitEnd(LONG));
        engine.start(request("fake", "short", List.of("openat"), 1));
        assertThrows(TraceException.class, this::replay);
    }

    @Test
    void shouldGiveAnEventTheSameTimeInEveryOutput() throws Exception {
        plugins.addPrinter(printer("time", context -> (event, out) -> out.decimal(event.time()).ascii("\n")));
        recording.add(RecordBuilder.of("openat").time(7).bytes(), null);
        OutputRequest one = new OutputRequest("one", "time", "memory", Map.of(), WhenFull.DEFAULT, 1, null);
        OutputRequest two = new OutputRequest("two", "time", "memory", Map.of(), WhenFull.DEFAULT, 1, null);
        TraceRequest r = request("recording", "time", List.of(), 1);
        assertTrue(engine.start(new TraceRequest("", r.source(), r.events(), r.filters(), r.enrich(), List.of(one, two),
                r.sockets(), r.sourceOptions(), r.containerOptions(), r.holdBytes())).awaitEnd(LONG));
        assertEquals(List.of("1000010", "1000010"), outputs.lines);
    }

    private static PrinterFactory printer(String name, Function<PrinterFactory.Context, Printer> create) {
        return new PrinterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<OptionSpec> options() {
                return List.of();
            }

            @Override
            public Printer create(Context context) {
                return create.apply(context);
            }
        };
    }

    @Test
    void shouldTellAMissingRecording() {
        recording.missing = "no such file: x.cap";
        TraceException e = assertThrows(TraceException.class, this::replay);
        assertEquals("no such file: x.cap", e.getMessage());
        assertNull(engine.status());
    }

    @Test
    void shouldTellPrintersTheSessionAndWhatWasRecorded() throws Exception {
        AtomicReference<PrinterFactory.Context> seen = new AtomicReference<>();
        plugins.addPrinter(printer("blocks", context -> {
            seen.set(context);
            return new Blocks();
        }));
        recording.add(openat(WEB, 1), null);
        recording.add(openat(WEB, 2), null);
        assertTrue(engine.start(request("recording", "blocks", List.of("open*"), 1)).awaitEnd(LONG));
        assertEquals(List.of("open*"), seen.get().events());
        assertTrue(seen.get().containerFilter());
        assertTrue(seen.get().enrichment());
        assertTrue(seen.get().origins());
        int size = openat(WEB, 1).length;
        assertEquals(String.valueOf(size).repeat(2), String.join("", outputs.lines).replaceAll("[^0-9]", ""));
        assertTrue(outputs.lines.get(outputs.lines.size() - 1).endsWith("]"), outputs.lines.toString());
    }

    /** Each record's size where the record itself agrees, and an end to each block. */
    private static final class Blocks implements Printer {
        @Override
        public void print(EventView event, LineBuffer out) {
            byte[] copy = new byte[event.recordLength() + 3];
            event.copyRecord(copy, 3);
            out.decimal(copy[3 + RecordLayout.HOST_PID] == event.hostPid() ? event.recordLength() : -1);
        }

        @Override
        public void endBlock(LineBuffer out) {
            out.ascii("]\n");
        }
    }
}
