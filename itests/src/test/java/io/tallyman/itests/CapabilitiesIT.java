package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.Test;

/** What the running product may still do. Capabilities belong to threads, so every thread is looked at. */
public class CapabilitiesIT {
    private static final long DAC_OVERRIDE = 1L << 1;
    private static final long NET_BIND_SERVICE = 1L << 10;
    private static final long SYS_PTRACE = 1L << 19;
    static final long SYS_ADMIN = 1L << 21;
    static final long PERFMON = 1L << 38;
    static final long BPF = 1L << 39;
    /** What stays of all capabilities. */
    static final long USED = BPF | PERFMON | SYS_PTRACE | DAC_OVERRIDE;
    /** What stays of all that Debian's Docker can give: 20.10 knows neither of the first two. */
    static final long USED_IN_DOCKER = SYS_ADMIN | SYS_PTRACE | DAC_OVERRIDE;
    private static final String[] TRACE = {"trace", "--containers", "-e", "sched_process_exec", "-o", "json"};
    private static final int THREADS = 10;

    /** The different values of a line of {@code status} among all threads. */
    static Set<Long> values(long pid, String key) throws IOException {
        Set<Long> values = new TreeSet<>();
        int threads = 0;
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                String line = status(task).stream().filter(each -> each.startsWith(key + ":")).findFirst().orElse(null);
                if (line != null) {
                    values.add(Long.parseUnsignedLong(line.substring(key.length() + 1).strip(), 16));
                    threads++;
                }
            }
        }
        assertTrue(threads + " threads", threads > THREADS);
        return values;
    }

    /** Empty for a thread that has ended meanwhile. */
    private static List<String> status(Path task) throws IOException {
        try {
            return Files.readAllLines(task.resolve("status"));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            if (e.getMessage() != null && e.getMessage().contains("No such process")) {
                return List.of();
            }
            throw e;
        }
    }

    private static void assertKeeps(long capabilities, long pid) throws IOException {
        assertEquals(Set.of(capabilities), values(pid, "CapEff"));
        assertEquals(Set.of(capabilities), values(pid, "CapPrm"));
        assertEquals(Set.of(0L), values(pid, "CapAmb"));
        assertEquals(Set.of(1L), values(pid, "NoNewPrivs"));
    }

    @Test
    public void shouldKeepOnlyWhatItUses() throws Exception {
        try (Tallyman trace = Tallyman.trace(TRACE)) {
            assertKeeps(USED, trace.pid());
            assertEquals(Set.of(0L), values(trace.pid(), "CapBnd"));
            // another session attaches programs, and its threads are new
            trace.ask("trace:start --name later -e openat,connect -o json:/dev/null");
            Until.holds("a second session", () -> trace.ask("trace:sessions").contains("later"));
            assertKeeps(USED, trace.pid());
            assertEquals(0, trace.terminate());
        }
    }

    /** A user who traces by sudo has a home directory that nobody else may enter. */
    @Test
    public void shouldWriteIntoAnotherUsersDirectory() throws Exception {
        Path home = Files.createTempDirectory("tm-home");
        try {
            Commands.run("chown", "1007:1007", home.toString());
            Path out = home.resolve("events");
            try (Tallyman trace = Tallyman.trace("trace", "-e", "sched_process_exec", "-o", "json:" + out)) {
                Commands.run("/bin/busybox", "true");
                Until.holds("the exec is written", () -> Files.readString(out).contains("/bin/busybox"));
                assertEquals(0, trace.interrupt());
            }
        } finally {
            Commands.run("rm", "-r", home.toString());
        }
    }

    @Test
    public void shouldKeepWhatTheEnvironmentNames() throws Exception {
        try (Tallyman trace = Tallyman.launch(Map.of("TALLYMAN_KEEP_CAPABILITIES", "net_bind_service"), TRACE)) {
            trace.awaitErr(Tallyman.READY);
            assertKeeps(USED | NET_BIND_SERVICE, trace.pid());
            assertEquals(0, trace.terminate());
        }
        try (Tallyman wrong = Tallyman.launch(Map.of("TALLYMAN_KEEP_CAPABILITIES", "net_bindservice"), TRACE)) {
            assertEquals(1, wrong.awaitExit());
            assertEquals("tallyman: TALLYMAN_KEEP_CAPABILITIES: there is no capability 'net_bindservice'\n",
                    wrong.stderr());
        }
    }

    /** Without the right to change the bounding set, too, what is not used is given up. */
    @Test
    public void shouldTraceWithTheLeastItCanBeGiven() throws Exception {
        assertTracesWith("-all,+bpf,+perfmon,+net_raw", BPF | PERFMON);
        assertTracesWith("-all,+sys_admin,+net_raw", SYS_ADMIN);
    }

    private static void assertTracesWith(String bounding, long kept) throws Exception {
        List<String> starter = new ArrayList<>(List.of("setpriv", "--bounding-set", bounding));
        try (Lines trace = Lines.traceBy(starter, "-e", "sched_process_exec", "-o", "json")) {
            assertKeeps(kept, trace.pid());
            Commands.run("/bin/busybox", "true");
            Until.holds("the exec is told", () -> trace.has(line -> line.contains("/bin/busybox")));
            trace.interrupt();
        }
    }
}
