package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.Node;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.engine.early.Subscriber;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Equal calls become one record with their number, and the numbers add up to what was called. */
@Tag("privileged")
@Timeout(240)
class FoldPrivilegedTest {
    private static final int OPENAT = Catalogue.builtIn().byName("openat").id();
    private static final int MINUTES = 600_000;

    /** Tells the helpers of this test from everything else on the machine. */
    private static final List<List<Condition>> HELPERS =
            List.of(List.of(new Condition.Named("tm-help", false, true, false)));

    private static Tracer tracer(int ringBytes, int millis, String... events) throws Exception {
        SourceOptions options = new SourceOptions(ringBytes, false, false, false, null, Node.NONE).reducing(true, false);
        Tracer tracer = new Tracer(options, events);
        tracer.subscribe(subscriber(millis, events));
        return tracer;
    }

    private static Subscriber subscriber(int millis, String... events) {
        return new Subscriber(Tracer.ids(events), HELPERS, Set.of(), millis == 0 ? Map.of() : Map.of(OPENAT, millis),
                List.of());
    }

    private static Process start(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(Tracer.HELPER.toString()));
        line.addAll(List.of(command));
        return new ProcessBuilder(line).redirectErrorStream(true).start();
    }

    private static int run(String... command) throws Exception {
        Process process = start(command);
        process.getInputStream().readAllBytes();
        process.waitFor();
        return (int) process.pid();
    }

    /** Reads everything that is left. What was emitted has to be what was read, lost and withheld. */
    private static void end(Tracer tracer) {
        tracer.session.closeGate();
        tracer.drain();
        assertEquals(tracer.session.emitted(), tracer.delivered + tracer.lost() + tracer.withheld());
    }

    private static List<Seen> opens(Tracer tracer, int pid, String path) {
        return tracer.all("openat", one -> one.hostPid() == pid && path.equals(one.arg("pathname")));
    }

    private static List<Long> counts(List<Seen> seen) {
        return seen.stream().map(Seen::count).toList();
    }

    @Test
    void shouldWriteTheFirstCallAtOnceAndTheOthersAsOne() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (Tracer tracer = tracer(1 << 20, MINUTES, "openat")) {
                Process one = start("opens", "100019", "/tm-fold");
                Process two = start("steps", "opens", "613", "/tm-fold", "opens", "1", "/tm-once");
                one.waitFor();
                two.waitFor();
                tracer.drain();
                assertEquals(List.of(1L), counts(opens(tracer, (int) one.pid(), "/tm-fold")));
                assertEquals(List.of(1L), counts(opens(tracer, (int) two.pid(), "/tm-fold")));
                end(tracer);
                List<Seen> first = opens(tracer, (int) one.pid(), "/tm-fold");
                assertEquals(List.of(1L, 100_018L), counts(first));
                assertTrue(first.get(0).time() < first.get(1).first());
                assertTrue(first.get(1).first() < first.get(1).time());
                assertEquals(first.get(0).args(), first.get(1).args());
                assertEquals(-2, first.get(1).ret());
                assertEquals(List.of(1L, 612L), counts(opens(tracer, (int) two.pid(), "/tm-fold")));
                assertEquals(List.of(1L), counts(opens(tracer, (int) two.pid(), "/tm-once")));
                assertEquals(0, tracer.lost());
                assertTrue(tracer.withheld() >= 100_017 + 611);
            }
        }
    }

    @Test
    void shouldTellResultsAndProgramsApart() throws Exception {
        Path directory = Files.createTempDirectory("tm-fold");
        String path = directory.resolve("made").toString();
        try (Tracer tracer = tracer(1 << 20, MINUTES, "openat", "sched_process_exec", "sched_process_exit")) {
            int pid = run("steps", "opens", "5", path, "opens", "3", "/tm-again", "create", path, "opens", "7", path,
                    "exec");
            end(tracer);
            List<Seen> opened = opens(tracer, pid, path);
            assertEquals(List.of(1L, 4L, 1L, 6L), counts(opened.stream()
                    .sorted((a, b) -> Long.compare(a.first(), b.first())).toList()));
            assertEquals(List.of(-2L, -2L), opened.stream().map(Seen::ret).filter(ret -> ret < 0).toList());
            assertEquals(List.of(1L, 2L, 1L, 4L), counts(opens(tracer, pid, "/tm-again")));
            List<String> order = tracer.seen.stream().filter(one -> one.hostPid() == pid
                    && (one.count() > 1 || !one.name().equals("openat"))).map(Seen::name).toList();
            assertEquals(List.of("sched_process_exec", "openat", "openat", "openat", "sched_process_exec", "openat",
                    "sched_process_exit"), order);
        } finally {
            Files.deleteIfExists(Path.of(path));
            Files.delete(directory);
        }
    }

    @Test
    void shouldWriteWhatAProcessHasDoneBeforeItIsKilled() throws Exception {
        try (Tracer tracer = tracer(1 << 20, MINUTES, "openat", "sched_process_exit")) {
            int pid = run("steps", "opens", "43", "/tm-killed", "die");
            Seen exit = tracer.await(one -> one.hostPid() == pid && one.name().equals("sched_process_exit"));
            assertEquals(List.of(1L, 42L), counts(opens(tracer, pid, "/tm-killed")));
            assertTrue(tracer.seen.indexOf(opens(tracer, pid, "/tm-killed").get(1)) < tracer.seen.indexOf(exit));
            end(tracer);
        }
    }

    /** The programs keep in one entry where processes have calls whose ids end in the same twelve bits. */
    @Test
    void shouldWriteBeforeItsEndWhatEachOfTwoProcessesWithSimilarIdsHasDone() throws Exception {
        try (Tracer tracer = tracer(1 << 20, MINUTES, "openat", "sched_process_exit")) {
            Process one = start("steps", "opens", "31", "/tm-alike", "wait");
            int first = (int) one.pid();
            assertEquals("waits 1", one.inputReader().readLine());
            int second = runWithIdLike(tracer, first, "opens", "37", "/tm-alike");
            assertBeforeExit(tracer, second, List.of(1L, 36L));
            assertEquals(List.of(1L), counts(opens(tracer, first, "/tm-alike")));
            one.outputWriter().append("go\n").close();
            one.waitFor();
            assertBeforeExit(tracer, first, List.of(1L, 30L));
            end(tracer);
        }
    }

    private static void assertBeforeExit(Tracer tracer, int pid, List<Long> counts) throws Exception {
        Seen exit = tracer.await(one -> one.hostPid() == pid && one.name().equals("sched_process_exit"));
        List<Seen> opens = opens(tracer, pid, "/tm-alike");
        assertEquals(counts, counts(opens));
        assertTrue(tracer.seen.indexOf(opens.get(1)) < tracer.seen.indexOf(exit));
    }

    /** Others on this machine may take the id that this asks for. */
    private static int runWithIdLike(Tracer tracer, int pid, String... command) throws Exception {
        int wanted = pid % 4096 + (pid / 4096 == 3 ? 4 : 3) * 4096;
        for (int i = 0; i < 1_009; i++) {
            Files.writeString(Path.of("/proc/sys/kernel/ns_last_pid"), Integer.toString(wanted - 1));
            if (run(command) == wanted) {
                return wanted;
            }
            tracer.drain();
        }
        throw new AssertionError("no process got the id " + wanted);
    }

    /** There are more keys than places, so each round takes most places from another key. */
    @Test
    void shouldLoseNothingWhereKeysTakePlacesFromEachOther() throws Exception {
        try (Tracer tracer = tracer(64 << 20, MINUTES, "openat")) {
            int pid = run("opens-in-rounds", "5", "10007", "/tm-key-");
            int other = run("opens-in-rounds", "7", "101", "/tm-few-");
            end(tracer);
            assertEquals(0, tracer.lost());
            Map<Object, Long> all = tracer.all("openat", one -> one.hostPid() == pid
                    && ((String) one.arg("pathname")).startsWith("/tm-key-")).stream().collect(
                            java.util.stream.Collectors.groupingBy(one -> one.arg("pathname"),
                                    java.util.stream.Collectors.summingLong(Seen::count)));
            assertEquals(10_007, all.size());
            assertEquals(Set.of(5L), Set.copyOf(all.values()));
            List<Seen> few = tracer.all("openat", one -> one.hostPid() == other
                    && ((String) one.arg("pathname")).startsWith("/tm-few-"));
            assertEquals(707, few.stream().mapToLong(Seen::count).sum());
            assertTrue(few.size() < 350, few.size() + " records");
        }
    }

    @Test
    void shouldNotFoldWhatIsLongerThanAPlace() throws Exception {
        String path = "/tm-" + "x".repeat(400);
        try (Tracer tracer = tracer(1 << 20, MINUTES, "openat")) {
            int pid = run("opens", "17", path);
            end(tracer);
            assertEquals(17, opens(tracer, pid, path).size());
            assertEquals(Set.of(1L), Set.copyOf(counts(opens(tracer, pid, path))));
        }
    }

    @Test
    void shouldCountTheCallsOfAllThreads() throws Exception {
        try (Tracer tracer = tracer(64 << 20, MINUTES, "openat")) {
            int pid = run("steps", "threads", "7", "30011", "/tm-threads");
            end(tracer);
            List<Seen> seen = opens(tracer, pid, "/tm-threads");
            assertEquals(7 * 30_011, seen.stream().mapToLong(Seen::count).sum());
            // a thread that finds another one at the entry writes its record by itself: with two processors one of six did
            assertTrue(seen.size() < 7 * 30_011 / 2, seen.size() + " records");
            assertEquals(List.of(), seen.stream().filter(one -> one.first() > one.time()).toList());
        }
    }

    /** The process lives on and does nothing more, and nothing else happens in the ring. */
    @Test
    void shouldTellOfCallsOnceTheirTimeIsOver() throws Exception {
        try (Tracer tracer = tracer(1 << 20, 300, "openat")) {
            Process process = start("steps", "opens", "19", "/tm-idle", "wait", "opens", "3", "/tm-idle");
            BufferedReader said = process.inputReader();
            assertEquals("waits 1", said.readLine());
            Seen summary = tracer.await(one -> one.count() > 1 && one.hostPid() == (int) process.pid()
                    && "/tm-idle".equals(one.arg("pathname")));
            assertEquals(18, summary.count());
            process.outputWriter().append("go\n").close();
            process.waitFor();
            end(tracer);
            assertEquals(List.of(1L, 18L, 1L, 2L), counts(opens(tracer, (int) process.pid(), "/tm-idle")));
        }
    }

    @Test
    void shouldNotFoldWhatASubscriberWantsOneByOne() throws Exception {
        try (Tracer tracer = tracer(1 << 20, MINUTES, "openat")) {
            tracer.subscribe(subscriber(MINUTES, "openat"), subscriber(0, "openat"));
            int single = run("opens", "23", "/tm-single");
            tracer.subscribe(subscriber(MINUTES, "openat"), subscriber(0, "unlinkat"));
            int folded = run("opens", "29", "/tm-folded");
            end(tracer);
            assertEquals(23, opens(tracer, single, "/tm-single").size());
            assertEquals(List.of(1L, 28L), counts(opens(tracer, folded, "/tm-folded")));
        }
    }

    /** Nobody reads, and the ring is too small for the summaries: each loses all that it stands for. */
    @Test
    void shouldCountWhatASummaryLoses() throws Exception {
        try (Tracer tracer = tracer(4096, MINUTES, "openat", "sched_process_exit")) {
            run("opens-in-rounds", "11", "101", "/tm-lost-");
            end(tracer);
            assertTrue(tracer.session.losses().stream().anyMatch(loss -> loss.name().equals("ring_folded")
                    && loss.value() >= 10 * 50), tracer.session.losses().toString());
        }
    }
}
