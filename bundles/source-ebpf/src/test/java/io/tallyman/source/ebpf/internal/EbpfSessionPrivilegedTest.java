package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.tallyman.api.check.Finding;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import io.tallyman.source.ebpf.internal.libbpf.NativeLibraries;
import io.tallyman.libc.Libc;
import io.tallyman.source.ebpf.internal.machine.CgroupHierarchies;
import io.tallyman.source.ebpf.internal.programs.BpfProgram;
import io.tallyman.source.ebpf.internal.programs.Config;
import io.tallyman.source.ebpf.internal.programs.RingLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counting, waiting, namespaces and the end of a session, against the running kernel. */
@Tag("privileged")
@Timeout(240)
class EbpfSessionPrivilegedTest {
    private static final long SYS_GETRLIMIT = 97;
    private static final long SYS_SETRLIMIT = 160;
    private static final long RLIMIT_NOFILE = 7;
    /** The reader looks away while a ring fills that is far too small; what was lost is counted to the last record. */
    @ParameterizedTest
    @ValueSource(ints = {4096, 64 * 1024})
    void shouldCountWhatATinyRingLosesToTheLastRecord(int ringBytes) throws Exception {
        CgroupHierarchy hierarchy = CgroupHierarchies.ofThisMachine().choose();
        Path cgroup = hierarchy.mountPoint().resolve("tm-tiny-" + ProcessHandle.current().pid() + "-" + ringBytes);
        try (Tracer tracer = new Tracer(ringBytes, false, "openat")) {
            Process helper = new ProcessBuilder(Tracer.HELPER.toString(), "opens", "100003", "/tm-marked").start();
            helper.waitFor();
            Files.createDirectory(cgroup);
            Files.delete(cgroup);
            tracer.session.closeGate();
            while (tracer.pollOnce() > 0) {
            }
            long lost = tracer.lost();
            assertTrue(lost > 90_000, lost + " lost");
            assertEquals(tracer.session.emitted(), tracer.delivered + lost);
            assertTrue(tracer.session.emitted() >= 100_003);
            assertEquals(lost, loss(tracer, "ring_headroom") + loss(tracer, "ring_full"));
            assertEquals(2, tracer.seen.stream().filter(one -> one.type().name().startsWith("cgroup")
                    && ((String) one.arg("cgroup_path")).endsWith(cgroup.getFileName().toString())).count());
            tracer.close();
            assertEquals(lost, tracer.lost());
        }
    }

    private static long loss(Tracer tracer, String name) {
        return tracer.session.losses().stream().filter(loss -> loss.name().equals(name)).findFirst()
                .map(LossCounter::value).orElseThrow();
    }

    /** All of it would fit the ring, so that a busy machine cannot make it lose any. */
    @Test
    void shouldDeliverEverythingOfTwoProcessesWhileItIsRead() throws Exception {
        try (Tracer tracer = new Tracer(128 << 20, false, "openat")) {
            List<Process> helpers = List.of(
                    new ProcessBuilder(Tracer.HELPER.toString(), "opens", "100019", "/tm-one").start(),
                    new ProcessBuilder(Tracer.HELPER.toString(), "opens", "100043", "/tm-two").start());
            long one = 0;
            long two = 0;
            boolean alive = true;
            while (alive || tracer.pollOnce() > 0) {
                alive = helpers.stream().anyMatch(Process::isAlive);
                if (tracer.pollOnce() == 0) {
                    tracer.session.await(TimeUnit.MILLISECONDS.toNanos(100));
                }
                one += tracer.all("openat", seen -> "/tm-one".equals(seen.arg("pathname"))).size();
                two += tracer.all("openat", seen -> "/tm-two".equals(seen.arg("pathname"))).size();
                tracer.seen.clear();
            }
            tracer.session.closeGate();
            tracer.drain();
            one += tracer.all("openat", seen -> "/tm-one".equals(seen.arg("pathname"))).size();
            two += tracer.all("openat", seen -> "/tm-two".equals(seen.arg("pathname"))).size();
            assertEquals(tracer.session.emitted(), tracer.delivered + tracer.lost());
            assertEquals(0, tracer.lost());
            assertEquals(100_019, one);
            assertEquals(100_043, two);
        }
    }

    @Test
    void shouldWakeUpForARecordAndOtherwiseSleep() throws Exception {
        try (Tracer tracer = Tracer.of("unlinkat")) {
            tracer.drain();
            tracer.session.await(1);
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            while (System.nanoTime() < end) {
                if (tracer.pollOnce() == 0) {
                    tracer.session.await(TimeUnit.MILLISECONDS.toNanos(500));
                }
            }
            cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
            assertTrue(cpu < TimeUnit.MILLISECONDS.toNanos(100), cpu + " ns of CPU in two seconds");
            for (int i = 0; i < 17; i++) {
                tracer.seen.clear();
                Process helper = new ProcessBuilder("sh", "-c", "sleep 0.1; exec " + Tracer.HELPER + " files").start();
                long before = System.nanoTime();
                boolean seen = false;
                while (!seen && System.nanoTime() - before < TimeUnit.SECONDS.toNanos(20)) {
                    if (tracer.pollOnce() == 0) {
                        tracer.session.await(TimeUnit.SECONDS.toNanos(20));
                    }
                    seen = !tracer.all("unlinkat", one -> "/tm-unlinkat".equals(one.arg("pathname"))).isEmpty();
                }
                assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(10), "slept over a record");
                helper.waitFor();
            }
        }
    }

    @Test
    void shouldReadTheWholeHeaderFromInsideNamespaces() throws Exception {
        try (Tracer tracer = Tracer.of("kill")) {
            int outer = tracer.run("unshare", "--pid", "--fork", "--mount", "--uts", "--mount-proc", "sh", "-c",
                    "hostname tm-inside; echo mnt $(readlink /proc/self/ns/mnt | tr -dc 0-9); "
                    + "echo pid $(readlink /proc/self/ns/pid | tr -dc 0-9); setpriv --reuid 12345 " + Tracer.HELPER
                    + " processes; :");
            Seen kill = tracer.only("kill", one -> one.comm().equals("tm-helper"));
            assertEquals(tracer.said.get("mnt").get(0), kill.mntns());
            assertEquals(tracer.said.get("pid").get(0), kill.pidns());
            assertEquals("tm-inside", kill.uts());
            assertEquals(12_345, kill.uid());
            assertEquals(kill.arg("pid"), (long) kill.pid());
            assertEquals(1, kill.ppid());
            assertEquals(kill.pid(), kill.tid());
            assertTrue(kill.hostPid() > outer && kill.hostPid() != kill.pid(), kill.toString());
            assertEquals(kill.hostPid(), kill.hostTid());
            long now = System.currentTimeMillis() * 1_000_000;
            long age = now - tracer.session.clock().toEpoch(kill.time());
            assertTrue(age > -TimeUnit.SECONDS.toNanos(1) && age < TimeUnit.MINUTES.toNanos(1), age + " ns");
        }
    }

    @Test
    void shouldLeaveItselfOutUnlessAskedFor() throws Exception {
        Path marked = Path.of("/tm-own-file");
        for (boolean self : new boolean[] {false, true}) {
            try (Tracer tracer = new Tracer(1 << 20, self, "openat", "open")) {
                assertThrows(IOException.class, () -> Files.readAllBytes(marked));
                tracer.drain();
                assertEquals(self ? 1 : 0, tracer.seen.stream()
                        .filter(one -> marked.toString().equals(one.arg("pathname"))).count());
            }
        }
    }

    @Test
    void shouldStopAndStartEventsWhileItRuns() throws Exception {
        try (Tracer tracer = Tracer.of("unlinkat")) {
            tracer.help("files");
            assertEquals(1, tracer.all("unlinkat", one -> "/tm-unlinkat".equals(one.arg("pathname"))).size());
            tracer.watch(new BitSet());
            tracer.help("files");
            tracer.watch(Tracer.ids("openat2"));
            tracer.help("files");
            assertEquals(1, tracer.all("unlinkat", one -> "/tm-unlinkat".equals(one.arg("pathname"))).size());
            assertEquals(1, tracer.all("openat2", one -> "/tm-openat2".equals(one.arg("pathname"))).size());
        }
    }

    @Test
    void shouldLoadAProgramWhenItsEventIsFirstWantedAndNoOther() throws Exception {
        Set<String> before = held();
        try (SourceSession session = new EbpfSource(Map.of()).open(new SourceOptions(64 * 1024, false))) {
            assertEquals(2, programs(before), "those of cgroups");
            session.prepare(Tracer.ids("sched_process_exec"));
            assertEquals(3, programs(before));
            assertEquals(3, links(before));
            session.prepare(Tracer.ids("openat", "sched_process_exec"));
            long all = programs(before);
            assertTrue(all > 3 && all < 6, "those of system calls came");
            assertEquals(all, links(before));
            session.prepare(Tracer.ids("sched_process_exec"));
            assertEquals(all, programs(before), "what is loaded stays");
            assertEquals(3, links(before), "what is not needed is detached");
            session.prepare(Tracer.ids("openat"));
            assertEquals(all, programs(before));
            assertEquals(all - 1, links(before));
        }
        assertEquals(before, held());
    }

    /** A session that asks for what the kernel lacks fails alone: the other sessions' programs stay attached. */
    @Test
    void shouldBeAsReadyAsBeforeWhereAnEventIsNotAvailable() throws Exception {
        Set<String> before = held();
        NativeLibraries.load();
        Set<BpfProgram> possible = EnumSet.complementOf(EnumSet.of(BpfProgram.ON_MARK_VICTIM));
        Config config = new Config(0, 0, new EbpfSource(Map.of()).hierarchy(), RingLimits.of(64 * 1024, 2), true,
                false, false, false, false, false, 0, false);
        try (EbpfSession session = EbpfSession.open(config, possible, new BitSet())) {
            session.prepare(Tracer.ids("task_rename"));
            long links = links(before);
            SourceException refused = assertThrows(SourceException.class,
                    () -> session.prepare(Tracer.ids("task_rename", "signal_generate", "mark_victim")));
            assertTrue(refused.getMessage().startsWith("The event mark_victim cannot be traced on this machine: "),
                    refused.getMessage());
            assertEquals(links, links(before));
            assertNull(session.whyUnavailable(Catalogue.builtIn().byName("task_rename").id()));
            session.prepare(Tracer.ids("task_rename", "signal_generate"));
            assertEquals(links + 1, links(before));
        }
    }

    /** No descriptor is left for the second program's link. */
    @Test
    void shouldBeAsReadyAsBeforeWhereAProgramCannotBeAttached() throws Exception {
        Set<String> before = held();
        try (SourceSession session = new EbpfSource(Map.of()).open(new SourceOptions(64 * 1024, false))) {
            BitSet more = Tracer.ids("task_rename", "signal_generate", "signal_deliver");
            session.prepare(more);
            session.prepare(new BitSet());
            assertEquals(2, links(before));
            long former = limitDescriptors(firstFreeDescriptor() + 1);
            try {
                assertThrows(SourceException.class, () -> session.prepare(more));
            } finally {
                limitDescriptors(former);
            }
            assertEquals(2, links(before));
            session.prepare(more);
            assertEquals(5, links(before));
        }
    }

    private static int firstFreeDescriptor() {
        int free = Libc.eventfd(0, Libc.EFD_CLOEXEC);
        Libc.close(free);
        return free;
    }

    /** Sets how many descriptors this process may have, and returns how many it might have before. */
    private static long limitDescriptors(long most) {
        Memory limits = new Memory(16);
        assertEquals(0, Libc.syscall(SYS_GETRLIMIT, RLIMIT_NOFILE, Pointer.nativeValue(limits), 0));
        long before = limits.getLong(0);
        limits.setLong(0, most);
        assertEquals(0, Libc.syscall(SYS_SETRLIMIT, RLIMIT_NOFILE, Pointer.nativeValue(limits), 0));
        return before;
    }

    private static long links(Set<String> before) throws Exception {
        return held().stream().filter(one -> one.startsWith("link_id") && !before.contains(one)).count();
    }

    private static long programs(Set<String> before) throws Exception {
        return held().stream().filter(one -> one.startsWith("prog_id") && !before.contains(one)).count();
    }

    /** The kernel's own numbers of what this process holds are gone after close, over and over. */
    @Test
    void shouldLeaveNothingInTheKernel() throws Exception {
        BitSet all = Tracer.ids("openat", "execve", "sched_process_fork", "sched_process_exit", "task_rename",
                "signal_generate", "switch_task_ns");
        Set<String> before = held();
        int times = Boolean.getBoolean("tallyman.all") ? 50 : 7;
        for (int i = 0; i < times; i++) {
            SourceSession session = new EbpfSource(Map.of()).open(new SourceOptions(64 * 1024, false));
            session.prepare(all);
            session.events(all);
            session.openGate();
            Set<String> during = held();
            assertTrue(during.stream().filter(one -> one.startsWith("prog_id")).count() >= 9, during.toString());
            assertTrue(during.stream().filter(one -> one.startsWith("link_id")).count() >= 9, during.toString());
            session.close();
            session.close();
            assertEquals(-1, session.poll((buffer, offset, length) -> { }));
            session.await(1);
            session.wakeup();
            session.events(all);
            session.closeGate();
            assertEquals(before, held());
            during.removeAll(before);
            if (i == times - 1) {
                awaitGone(during);
            }
        }
    }

    /** Lines like "prog_id: 17" of every file that this process has open. */
    private static Set<String> held() throws IOException {
        Set<String> ids = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fdinfo"))) {
            for (Path file : files.toList()) {
                try {
                    Files.readAllLines(file).stream().filter(line -> line.matches("(prog|map|link)_id:.*"))
                            .map(line -> line.replaceAll("\\s+", " ")).forEach(ids::add);
                } catch (IOException e) {
                    // The directory's own descriptor, closed meanwhile.
                }
            }
        }
        return ids;
    }

    private static void awaitGone(Set<String> ids) throws Exception {
        for (String id : ids) {
            String[] parts = id.replace("_id:", "").split(" ");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (new ProcessBuilder("bpftool", parts[0], "show", "id", parts[1]).redirectErrorStream(true).start()
                    .waitFor() == 0) {
                assertTrue(System.nanoTime() < end, id + " is still in the kernel");
            }
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheRingAndHoldNothing() throws Exception {
        Set<String> before = held();
        String message = assertThrows(SourceException.class,
                () -> new EbpfSource(Map.of()).open(new SourceOptions(5 << 20, false))).getMessage();
        assertTrue(message.contains("power of two") && message.contains("--buffer"), message);
        message = assertThrows(SourceException.class,
                () -> new EbpfSource(Map.of("hierarchy", "nosuch")).open(new SourceOptions(1 << 20, false)))
                .getMessage();
        assertTrue(message.contains("'nosuch'"), message);
        assertEquals(before, held());
    }

    @Test
    void shouldFindThisMachineFit() {
        List<Finding> findings = new EbpfCheck(new EbpfSource(Map.of())).run();
        assertEquals(List.of("system", "kernel", "architecture", "BTF", "privileges", "lockdown", "libbpf", "cgroups",
                "events", "BPF programs"), findings.stream().map(Finding::subject).toList());
        findings.stream().filter(finding -> !finding.subject().equals("events"))
                .forEach(finding -> assertEquals(Finding.Level.OK, finding.level(), finding.toString()));
        boolean modules = Files.exists(Path.of("/proc/modules"));
        assertEquals(!modules, findings.get(8).text().contains("module_load"), findings.get(8).toString());
        assertEquals(modules ? Finding.Level.OK : Finding.Level.WARNING, findings.get(8).level());
        assertTrue(findings.get(6).text().endsWith(", bundled"), findings.get(6).text());
    }
}
