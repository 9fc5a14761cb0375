package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.SourceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How processes come into a cgroup, as runtimes bring them there and as others do. */
@Tag("privileged")
@Timeout(120)
class OriginPrivilegedTest {
    private static final String MARK = "/tm-origin";
    private static final String BROUGHT = "/tm-brought";
    private static final SourceOptions ASKED = new SourceOptions(SourceOptions.DEFAULT_BUFFER, false).origins(true);

    private final TestCgroups cgroups;

    OriginPrivilegedTest() throws Exception {
        cgroups = new TestCgroups();
    }

    @AfterEach
    void remove() throws Exception {
        cgroups.close();
    }

    private static Tracer tracer() throws Exception {
        return new Tracer(ASKED, "openat", "sched_process_exec");
    }

    private static String[] bring(String how, Path cgroup, String... steps) {
        String[] start = {how, cgroup.toString(), Tracer.HELPER.toString(), "steps"};
        String[] all = Arrays.copyOf(start, start.length + steps.length);
        System.arraycopy(steps, 0, all, start.length, steps.length);
        return all;
    }

    /** How many files of that name were opened by processes of each origin, since the last call. */
    private static Map<ProcessOrigin, Integer> opened(Tracer tracer, String path) {
        Map<ProcessOrigin, Integer> counts = new TreeMap<>();
        for (Seen open : tracer.all("openat", one -> path.equals(one.arg("pathname")))) {
            counts.merge(origin(open), 1, Integer::sum);
        }
        return counts;
    }

    private static ProcessOrigin origin(Seen seen) {
        return ProcessOrigin.of(RecordLayout.origin(seen.flags()));
    }

    private static Path inNew(Path around) {
        return around.resolve("tm-started-" + System.nanoTime());
    }

    /** The runtime's work in the cgroup, then the entry point with its threads and what it executes. */
    @Test
    void shouldTellTheEntryPointFromTheRuntimesWork() throws Exception {
        Path around = cgroups.make("around");
        try (Tracer tracer = tracer()) {
            Path started = inNew(around);
            tracer.help(bring("starts", started, "opens", "7", MARK, "threads", "2", "5", MARK, "exec"));
            assertEquals(Map.of(ProcessOrigin.RUNTIME, 3), opened(tracer, BROUGHT));
            assertEquals(Map.of(ProcessOrigin.ENTRYPOINT, 17), opened(tracer, MARK));
            assertEquals(Map.of(ProcessOrigin.ENTRYPOINT, 5), opened(tracer, "/tm-again"));
            Seen entry = tracer.all("sched_process_exec", one -> one.cgroup() != 0
                    && origin(one) == ProcessOrigin.ENTRYPOINT).get(0);
            assertEquals(List.of(Tracer.HELPER.toString(), "steps"),
                    ((List<?>) entry.arg("argv")).subList(0, 2));
            cgroups.remove(started);
        }
    }

    @Test
    void shouldTellALaterCommandAndAProcessThatIsMovedThere() throws Exception {
        try (Tracer tracer = tracer()) {
            Path cgroup = cgroups.make("later");
            tracer.help(bring("enters", cgroup, "opens", "11", MARK, "exec"));
            assertEquals(Map.of(ProcessOrigin.RUNTIME, 3), opened(tracer, BROUGHT));
            assertEquals(Map.of(ProcessOrigin.EXEC, 11), opened(tracer, MARK));
            assertEquals(Map.of(ProcessOrigin.EXEC, 5), opened(tracer, "/tm-again"));
            tracer.seen.clear();
            TestCgroups.run(cgroup, "opens 13 " + MARK);
            tracer.drain();
            assertEquals(Map.of(ProcessOrigin.ATTACHED, 13), opened(tracer, MARK));
        }
    }

    /** Whatever a command does and starts says who has brought the command; nothing else says so. */
    @Test
    void shouldTellWhoHasBroughtACommand() throws Exception {
        try (Tracer tracer = tracer()) {
            Path cgroup = cgroups.make("brought");
            int one = tracer.help(bring("enters", cgroup, "opens", "7", MARK, "threads", "2", "5", MARK, "fork", "3", MARK,
                    "exec"));
            int other = tracer.help(bring("enters", cgroup, "fork", "11", MARK));
            TestCgroups.run(cgroup, "opens 13 " + MARK);
            tracer.drain();
            assertEquals(Map.of(0, 13, one, 20, other, 11), broughtBy(tracer, MARK));
            assertEquals(Map.of(one, 5), broughtBy(tracer, "/tm-again"));
            assertEquals(Map.of(0, 6), broughtBy(tracer, BROUGHT));
            assertEquals(1, tracer.all("openat", open -> open.execPid() == one).stream().map(Seen::execStart)
                    .distinct().count());
            assertEquals(tracer.all("sched_process_exec", exec -> exec.hostPid() == one).get(0).processStart(),
                    tracer.all("openat", open -> open.execPid() == one).get(0).execStart());
            assertEquals(2, tracer.all("sched_process_exec", exec -> exec.execPid() == one).size());
        }
    }

    private static Map<Integer, Integer> broughtBy(Tracer tracer, String path) {
        Map<Integer, Integer> counts = new TreeMap<>();
        tracer.all("openat", one -> path.equals(one.arg("pathname"))).forEach(open ->
                counts.merge(open.execPid(), 1, Integer::sum));
        return counts;
    }

    private static Process waiting(String... command) throws Exception {
        return waiting(List.of(), command);
    }

    /** Has the helper do this, by way of a command, and returns once the helper waits. */
    private static Process waiting(List<String> by, String... command) throws Exception {
        List<String> line = new ArrayList<>(by);
        line.add(Tracer.HELPER.toString());
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).start();
        assertEquals("waits 1", process.inputReader().readLine());
        return process;
    }

    private static Process waitingIn(Path cgroup, String... command) throws Exception {
        return waiting(List.of("sh", "-c", "echo $$ > " + cgroup + "/cgroup.procs; exec \"$@\"", "sh"), command);
    }

    /** What waits goes on, to its end. */
    private static void end(Process process) throws Exception {
        process.getOutputStream().write('\n');
        process.getOutputStream().close();
        process.waitFor();
    }

    /** nsenter and its like enter the mounts of a container and not its cgroup. What they execute there is the container's. */
    @Test
    void shouldTellAProcessThatEntersTheMountsAlone() throws Exception {
        Path around = cgroups.make("around");
        try (Tracer tracer = tracer()) {
            Path started = inNew(around);
            Process runtime = waiting(bring("starts", started, "opens", "7", MARK, "wait", "opens", "5", MARK));
            long container = TestCgroups.id(started);
            String pid = Files.readString(started.resolve("cgroup.procs")).strip();
            tracer.help("enter-mounts", pid, Tracer.HELPER.toString(), "steps", "opens", "19", MARK, "fork", "3", MARK,
                    "exec");
            assertEquals(Map.of(ProcessOrigin.ENTRYPOINT, 7, ProcessOrigin.ATTACHED, 22), opened(tracer, MARK));
            assertEquals(Map.of(ProcessOrigin.ATTACHED, 5), opened(tracer, "/tm-again"));
            assertEquals(Map.of(ProcessOrigin.RUNTIME, 3, ProcessOrigin.UNKNOWN, 3), opened(tracer, BROUGHT));
            assertEquals(Set.of(container), cgroupsOf(tracer, MARK));
            tracer.seen.clear();
            end(runtime);
            tracer.drain();
            assertEquals(Map.of(ProcessOrigin.ENTRYPOINT, 5), opened(tracer, MARK));
            cgroups.remove(started);
        }
    }

    /** A container that does nothing tells nothing, so its mounts are known by a look at its processes. */
    @Test
    void shouldTellAProcessThatEntersTheMountsOfAnOlderContainer() throws Exception {
        Path around = cgroups.make("around");
        Path started = inNew(around);
        Process runtime = waiting(bring("starts", started, "wait"));
        String pid = Files.readString(started.resolve("cgroup.procs")).strip();
        try (Tracer tracer = tracer()) {
            tracer.help("enter-mounts", pid, Tracer.HELPER.toString(), "steps", "opens", "13", MARK);
            assertEquals(Map.of(ProcessOrigin.UNKNOWN, 13), opened(tracer, MARK));
            tracer.seen.clear();
            tracer.session.own(TestCgroups.id(started));
            tracer.drain();
            tracer.help("enter-mounts", pid, Tracer.HELPER.toString(), "steps", "opens", "19", MARK, "fork", "3", MARK);
            assertEquals(Map.of(ProcessOrigin.ATTACHED, 22), opened(tracer, MARK));
            assertEquals(Set.of(TestCgroups.id(started)), cgroupsOf(tracer, MARK));
        } finally {
            end(runtime);
            cgroups.remove(started);
        }
    }

    /** A container that is allowed to uses the mounts of the machine, or of a service. They stay the host's. */
    @Test
    void shouldLeaveTheHostItsMountsWhateverAContainerEnters() throws Exception {
        Path intruder = cgroups.make("intruder");
        Process service = waiting(List.of("unshare", "--mount"), "steps", "wait");
        String pid = Long.toString(service.pid());
        Process inService = waitingIn(intruder, "enter-mounts", pid, Tracer.HELPER.toString(), "steps", "wait");
        Process inMachine = waitingIn(intruder, "steps", "wait");
        try (Tracer tracer = tracer()) {
            tracer.session.own(TestCgroups.id(intruder));
            tracer.drain();
            tracer.help("enter-mounts", pid, Tracer.HELPER.toString(), "steps", "opens", "7", MARK);
            tracer.help("steps", "opens", "11", MARK);
            assertEquals(Map.of(ProcessOrigin.UNKNOWN, 18), opened(tracer, MARK));
            assertFalse(cgroupsOf(tracer, MARK).contains(TestCgroups.id(intruder)));
        } finally {
            end(inService);
            end(inMachine);
            end(service);
        }
    }

    private static Set<Long> cgroupsOf(Tracer tracer, String path) {
        return tracer.all("openat", one -> path.equals(one.arg("pathname"))).stream().map(Seen::cgroup)
                .collect(Collectors.toSet());
    }

    /** What was there before is unknown, and so is what comes into an old cgroup that a container may be starting in. */
    @Test
    void shouldNotGuessWhatCameBefore() throws Exception {
        Path cgroup = cgroups.make("before");
        Process there = new ProcessBuilder("sh", "-c", "echo $$ > " + cgroup + "/cgroup.procs; echo in; read line; "
                + Tracer.HELPER + " opens 7 " + MARK).start();
        there.inputReader().readLine();
        try (Tracer tracer = tracer()) {
            TestCgroups.run(cgroup, "opens 11 " + MARK);
            tracer.help(bring("enters", cgroup, "opens", "5", MARK));
            there.getOutputStream().write('\n');
            there.getOutputStream().close();
            there.waitFor();
            tracer.drain();
            assertEquals(Map.of(ProcessOrigin.UNKNOWN, 7, ProcessOrigin.ATTACHED, 11, ProcessOrigin.EXEC, 5),
                    opened(tracer, MARK));
            tracer.seen.clear();
            TestCgroups.run(cgroup, "opens 13 " + MARK);
            tracer.drain();
            assertEquals(Map.of(ProcessOrigin.UNKNOWN, 13), opened(tracer, MARK));
        }
    }

    /** Nobody asked: the records say nothing. */
    @Test
    void shouldSayNothingUnlessAsked() throws Exception {
        try (Tracer tracer = Tracer.of("openat")) {
            Path cgroup = cgroups.make("unasked");
            TestCgroups.run(cgroup, "opens 13 " + MARK);
            tracer.drain();
            assertEquals(Map.of(ProcessOrigin.NONE, 13), opened(tracer, MARK));
        }
    }
}
