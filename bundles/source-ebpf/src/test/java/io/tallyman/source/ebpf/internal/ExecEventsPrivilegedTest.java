package io.tallyman.source.ebpf.internal;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Node;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.source.ebpf.internal.programs.Tracepoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exec, from the call to the running program, and the end of processes. */
@Tag("privileged")
@Timeout(120)
class ExecEventsPrivilegedTest {
    private static final String TRUE = "/bin/true";

    private static Predicate<Seen> argv(String... argv) {
        return one -> List.of(argv).equals(one.arg("argv"));
    }

    /** A program in a file system that tells the device that it is on: an overlay says another one. */
    @Test
    void shouldReportASuccessfulExecveOnceWithWhatTheCallerPassed(@TempDir Path directory) throws Exception {
        Path real = Files.copy(Path.of(TRUE).toRealPath(), directory.toRealPath().resolve("true"), COPY_ATTRIBUTES);
        String program = Files.createSymbolicLink(directory.resolve("link"), real).toString();
        try (Tracer tracer = Tracer.of("execve", "execveat", "sched_process_exec")) {
            int pid = tracer.help("exec", program, "", "tm-exec");
            Seen call = tracer.only("execve", argv(program, "", "tm-exec"));
            call.checkAll(program, List.of(program, "", "tm-exec"), 0L);
            assertEquals(0, call.ret());
            assertEquals(59, call.syscall());
            assertEquals(pid, call.hostPid());
            Seen exec = tracer.only("sched_process_exec", argv(program, "", "tm-exec"));
            exec.checkAll(program, real.toString(), List.of(program, "", "tm-exec"), Files.getAttribute(real, "unix:ino"),
                    kernelDevice((long) Files.getAttribute(real, "unix:dev")),
                    ((FileTime) Files.getAttribute(real, "unix:ctime")).to(TimeUnit.NANOSECONDS), program,
                    Path.of("").toRealPath().toString(), 0L, 0L, 0L, layerOfNewFile(real), 0L, 0L, capabilities());
            assertEquals("link", exec.comm());
            assertTrue(tracer.all("execveat", argv(program, "", "tm-exec")).isEmpty());
        }
    }

    /** The layer of a file that was written just now: of an overlay's files it is known. */
    private static String layerOfNewFile(Path file) throws IOException {
        return Files.getFileStore(file).type().equals("overlay") ? "new" : "unknown";
    }

    /** What this process may use, which its children may use as well, since they run as root. */
    private static long capabilities() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(each -> each.startsWith("CapPrm:")).findFirst().orElseThrow();
        return Long.parseUnsignedLong(line.substring(line.indexOf('\t') + 1), 16);
    }

    /** Major and minor number as dev_t has them inside the kernel, from how stat(2) shows them. */
    private static long kernelDevice(long stat) {
        return (stat >>> 8 & 0xfff) << 20 | stat & 0xff | stat >>> 12 & 0xfff00;
    }

    @Test
    void shouldTellExecveatFromExecve() throws Exception {
        try (Tracer tracer = Tracer.of("execve", "execveat")) {
            tracer.help("execveat", TRUE, "tm-execveat");
            Seen call = tracer.only("execveat", argv(TRUE, "tm-execveat"));
            call.checkAll(tracer.said.get("fd").get(0), "", List.of(TRUE, "tm-execveat"), 0L, 0x1000L);
            assertEquals(322, call.syscall());
            assertEquals(0, call.ret());
            assertTrue(tracer.all("execve", argv(TRUE, "tm-execveat")).isEmpty());
        }
    }

    @Test
    void shouldReportExecveatWhereOnlyThatIsWanted() throws Exception {
        try (Tracer tracer = Tracer.of("execveat")) {
            tracer.help("execveat", TRUE, "tm-execveat");
            tracer.only("execveat", argv(TRUE, "tm-execveat"));
            assertTrue(tracer.all("execve", one -> true).isEmpty());
        }
    }

    @Test
    void shouldReportAFailedExecveOnceWithItsArguments() throws Exception {
        try (Tracer tracer = Tracer.of("execve", "sched_process_exec")) {
            tracer.help("exec", "/tm-missing", "one");
            Seen call = tracer.only("execve", argv("/tm-missing", "one"));
            assertEquals(-2, call.ret());
            assertEquals("/tm-missing", call.arg("pathname"));
            assertTrue(tracer.all("sched_process_exec", argv("/tm-missing", "one")).isEmpty());
        }
    }

    /** The thread takes its process's number over, and the task that began the call is the one that ends it. */
    @Test
    void shouldReportAnExecveOfAnotherThreadOnce() throws Exception {
        try (Tracer tracer = Tracer.of("execve", "sched_process_exec")) {
            int pid = tracer.help("thread-exec", TRUE);
            Seen call = tracer.only("execve", argv("from-thread", "x"));
            assertEquals(TRUE, call.arg("pathname"));
            assertEquals(pid, call.hostTid());
            assertEquals(0, call.ret());
            tracer.only("sched_process_exec", argv("from-thread", "x"));
        }
    }

    /** A thread that executes a program takes the place of the first thread, and the process stays the same one. */
    @Test
    void shouldSayOfEachThreadWhenTheProcessStarted() throws Exception {
        try (Tracer tracer = Tracer.of("sched_process_fork", "sched_process_exec", "sched_process_exit")) {
            int stays = tracer.help("thread-exec", "/tm-missing");
            Seen fork = tracer.only("sched_process_fork", of(stays));
            assertTrue(fork.processStart() < (long) fork.arg("start_time"), "the thread started later");
            List<Seen> exits = tracer.all("sched_process_exit", of(stays));
            assertEquals(1, exits.stream().filter(exit -> exit.hostTid() != stays).count());
            assertEquals(List.of(fork.processStart(), fork.processStart()),
                    exits.stream().map(Seen::processStart).toList());
            int changes = tracer.help("thread-exec", TRUE);
            long start = tracer.only("sched_process_fork", of(changes)).processStart();
            assertTrue(start > fork.processStart());
            assertEquals(start, tracer.only("sched_process_exec", argv("from-thread", "x")).processStart());
        }
    }

    @Test
    void shouldNameScriptInterpreterAndBinary(@TempDir Path directory) throws Exception {
        Path script = directory.resolve("script");
        Files.writeString(script, "#!/bin/sh -e\n:\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        try (Tracer tracer = Tracer.of("execve", "sched_process_exec")) {
            tracer.help("exec", script.toString(), "arg");
            Seen exec = tracer.only("sched_process_exec", argv("/bin/sh", "-e", script.toString(), "arg"));
            exec.check("cmdpath", script.toString()).check("interpreter", "/bin/sh")
                    .check("pathname", Path.of("/bin/sh").toRealPath().toString());
            assertEquals(script.toString(), tracer.only("execve", argv(script.toString(), "arg")).arg("pathname"));
        }
    }

    @Test
    void shouldSayWhoseRightsASetUserIdProgramGains(@TempDir Path directory) throws Exception {
        Path program = Files.copy(Path.of(TRUE), directory.resolve("true"));
        Files.setAttribute(program, "unix:uid", 4711);
        Files.setAttribute(program, "unix:gid", 4712);
        Files.setAttribute(program, "unix:mode", 06755);
        try (Tracer tracer = Tracer.of("sched_process_exec")) {
            tracer.help("exec", program.toString());
            Seen exec = tracer.only("sched_process_exec", argv(program.toString()));
            exec.checkFrom("euid", 4711L, 4712L, 1L);
            assertEquals(0, exec.uid());
        }
    }

    @Test
    void shouldCutLongArgumentsAndSaySo() throws Exception {
        try (Tracer tracer = Tracer.of("execve", "sched_process_exec")) {
            String most = "b".repeat(16_000);
            int pid = tracer.help("exec", TRUE, most, "c".repeat(1000));
            for (String event : List.of("execve", "sched_process_exec")) {
                Seen seen = tracer.only(event, one -> one.hostPid() == pid && one.ret() == 0
                        && ((List<?>) one.arg("argv")).get(0).equals(TRUE));
                List<?> argv = (List<?>) seen.arg("argv");
                assertEquals(RecordLayout.VAR_TRUNCATED, seen.varFlags("argv"));
                assertEquals(3, argv.size());
                assertEquals(most, argv.get(1));
                assertEquals("c".repeat(RecordLayout.MAX_STRINGS - (TRUE.length() + 1) - 16_001 - 1), argv.get(2));
            }
        }
    }

    /** As much of the environment as the record has room for, and a mark; without the option there is no such field. */
    @Test
    void shouldReportTheEnvironmentWhereItIsAskedFor() throws Exception {
        SourceOptions options = new SourceOptions(1 << 20, false, false, true, null, Node.NONE);
        try (Tracer tracer = new Tracer(options, "sched_process_exec")) {
            tracer.run("env", "-i", "TM_ONE=1", "TM_TWO=", TRUE, "tm-env");
            tracer.only("sched_process_exec", argv(TRUE, "tm-env")).check("envp", List.of("TM_ONE=1", "TM_TWO="));
            tracer.run("env", "-i", "TM_LONG=" + "e".repeat(40_000), TRUE, "tm-long");
            Seen cut = tracer.only("sched_process_exec", argv(TRUE, "tm-long"));
            assertEquals(List.of("TM_LONG=" + "e".repeat(RecordLayout.MAX_STRINGS - 9)), cut.arg("envp"));
            assertEquals(RecordLayout.VAR_TRUNCATED, cut.varFlags("envp"));
        }
        try (Tracer tracer = Tracer.of("sched_process_exec")) {
            tracer.run("env", "-i", "TM_ONE=1", TRUE, "tm-env");
            assertEquals(15, tracer.only("sched_process_exec", argv(TRUE, "tm-env")).args().size());
        }
    }

    @Test
    void shouldReportAsManyArgumentsAsFit() throws Exception {
        try (Tracer tracer = Tracer.of("execve")) {
            String[] command = new String[1 + 1 + 1000];
            java.util.Arrays.fill(command, "d");
            command[0] = "exec";
            command[1] = TRUE;
            tracer.help(command);
            Seen seen = tracer.only("execve", one -> one.ret() == 0 && ((List<?>) one.arg("argv")).size() == 1001);
            assertEquals(0, seen.varFlags("argv"));
        }
    }

    @Test
    void shouldReportHowProcessesEnd() throws Exception {
        try (Tracer tracer = Tracer.of("sched_process_exit")) {
            int exits = tracer.help("exit", "113");
            int dies = tracer.help("die");
            int threads = tracer.help("thread-exec", "/tm-missing");
            Seen exit = tracer.only("sched_process_exit", of(exits));
            exit.checkFrom("exit_code", 113L << 8, 1L, 113L, 0L, 0L).checkRange("duration", 100_000, 60_000_000_000L);
            Seen death = tracer.only("sched_process_exit", of(dies));
            death.checkFrom("exit_code", 9L, 1L, 0L, 9L, 0L);
            List<Seen> both = tracer.all("sched_process_exit", of(threads));
            assertEquals(2, both.size());
            assertEquals(List.of(0L, 1L), both.get(1).args().subList(0, 2));
            try (Tracepoints tracepoints = new Tracepoints()) {
                if (tracepoints.arguments("sched_process_exit") > 1) {
                    assertEquals(List.of(0L, 0L), both.get(0).args().subList(0, 2));
                }
            }
        }
    }

    private static Predicate<Seen> of(int pid) {
        return one -> one.hostPid() == pid;
    }
}
