package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.source.SourceException;
import io.tallyman.source.ebpf.internal.libbpf.NativeLibraries;
import io.tallyman.source.ebpf.internal.programs.BpfProgram;
import io.tallyman.source.ebpf.internal.programs.Tracepoints;
import io.tallyman.testing.CheckedFields;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names, namespaces, signals, memory and modules: each event triggered by a process whose deeds are known. */
@Tag("privileged")
@Timeout(120)
class KernelEventsPrivilegedTest {
    private static final long SIGUSR1 = 10;
    private static final long SIGCHLD = 17;
    private static final long SIGWINCH = 28;
    private static final long CLD_EXITED = 1;
    private static final long SA_RESTART = 0x1000_0000;
    private static final long SA_RESTORER = 0x400_0000;

    private static List<String> missing() {
        NativeLibraries.load();
        try (Tracepoints tracepoints = new Tracepoints()) {
            List<String> missing = BpfProgram.missingEvents(tracepoints);
            missing.forEach(CheckedFields::impossible);
            return missing;
        }
    }

    private static Predicate<Seen> of(int pid) {
        return one -> one.hostPid() == pid;
    }

    private static Predicate<Seen> sig(long signal) {
        return one -> one.arg("sig").equals(signal);
    }

    @Test
    void shouldReportNewNamesOfThreads() throws Exception {
        try (Tracer tracer = Tracer.of("task_rename")) {
            int pid = tracer.help("rename");
            List<Seen> renames = tracer.all("task_rename", of(pid));
            Seen rename = renames.get(renames.size() - 1);
            assertEquals("tm-helper", rename.comm());
            // Older kernels tell the name as it was given, newer ones as they keep it.
            String name = (String) rename.arg("new_name");
            assertTrue("tm-renamed-too-long".startsWith(name) && name.length() >= 15, name);
            rename.checkAll("tm-helper", name);
            assertEquals("tm-helper", renames.get(renames.size() - 2).arg("new_name"));
        }
    }

    @Test
    void shouldReportNamespacesThatChanged() throws Exception {
        try (Tracer tracer = Tracer.of("switch_task_ns")) {
            long pid = tracer.help("namespaces");
            List<Seen> own = tracer.all("switch_task_ns", of((int) pid));
            long uts = tracer.said.get("unshared-uts").get(0);
            long mnt = tracer.said.get("unshared-mnt").get(0);
            assertEquals(3, own.size());
            own.get(0).checkAll(pid, mnt, 0L, uts, 0L, 0L, 0L, 0L, 0L);
            own.get(1).checkAll(pid, 0L, 0L, tracer.said.get("uts").get(0), 0L, 0L, 0L, 0L, 0L);
            own.get(2).checkAll(pid, 0L, tracer.said.get("child-pid").get(0), 0L, 0L,
                    tracer.said.get("unshared-net").get(0), tracer.said.get("unshared-cgroup").get(0), 0L,
                    tracer.said.get("unshared-time").get(0));
            assertEquals(mnt, own.get(0).mntns());
            Seen child = tracer.only("switch_task_ns", of(tracer.said.get("child").get(0).intValue()));
            assertEquals(pid, child.hostPpid());
            child.check("new_ipc", tracer.said.get("child-ipc").get(0))
                    .check("new_user", tracer.said.get("child-user").get(0)).check("new_uts", 0L);
        }
    }

    @Test
    void shouldReportSignalsOfTheirTargetWithTheirSender() throws Exception {
        try (Tracer tracer = Tracer.of("signal_generate", "signal_deliver")) {
            long pid = tracer.help("signals");
            long child = tracer.said.get("child").get(0);
            List<Seen> sent = tracer.all("signal_generate", of((int) pid).and(sig(SIGUSR1)));
            assertEquals(2, sent.size());
            sent.get(0).checkAll(SIGUSR1, -6L, 0L, 0L, pid, pid, sent.get(0).cgroup(), "tm-helper");
            sent.get(1).checkAll(SIGUSR1, 0L, 1L, 0L, child, child, sent.get(0).cgroup(), "tm-sender");
            assertEquals("tm-helper", sent.get(1).comm());
            List<Seen> delivered = tracer.all("signal_deliver", of((int) pid).and(sig(SIGUSR1)));
            long handler = tracer.said.get("handler").get(0);
            assertEquals(2, delivered.size());
            delivered.get(0).checkAll(SIGUSR1, -6L, handler, SA_RESTART | SA_RESTORER);
            delivered.get(1).checkAll(SIGUSR1, 0L, handler, SA_RESTART | SA_RESTORER);
            Seen ended = tracer.only("signal_generate", of((int) pid).and(sig(SIGCHLD)));
            assertEquals(List.of(CLD_EXITED, 1L), ended.args().subList(1, 3));
            assertEquals(child, ended.arg("sender_pid"));
            assertEquals(1L, tracer.only("signal_generate", of((int) pid).and(sig(SIGWINCH))).arg("result"));
        }
    }

    @Test
    void shouldReportConnectionsOfTheirOwners() throws Exception {
        for (int family : new int[] {2, 10}) {
            try (Tracer tracer = Tracer.of("inet_sock_set_state")) {
                int pid = tracer.help("tcp", Integer.toString(family));
                int client = tracer.said.get("child").get(0).intValue();
                byte[] server = address(family, tracer.said.get("server").get(0));
                byte[] peer = address(family, tracer.said.get("client").get(0));
                assertChanges(tracer, client, "tm-client", peer, server, List.of("2>1", "1>4", "4>5", "5>7"));
                assertChanges(tracer, pid, "tm-helper", server, peer,
                        List.of("10>3", "3>1", "1>8", "8>9", "9>7"));
                // Its own port is chosen only then.
                Seen connecting = tracer.only("inet_sock_set_state", of(client).and(one ->
                        one.arg("newstate").equals(2L)));
                assertArrayEquals(server, (byte[]) connecting.arg("remote"));
                List<Seen> listening = tracer.all("inet_sock_set_state", of(pid).and(one ->
                        one.arg("newstate").equals(10L) || one.args().subList(2, 4).equals(List.of(10L, 7L))));
                assertEquals(2, listening.size());
                assertArrayEquals(server, (byte[]) listening.get(0).arg("local"));
                listening.forEach(one -> one.checkFrom("family", (long) family, 6L));
            }
        }
    }

    private static void assertChanges(Tracer tracer, int pid, String comm, byte[] local, byte[] remote,
            List<String> changes) {
        List<Seen> seen = tracer.all("inet_sock_set_state", of(pid).and(one ->
                Arrays.equals(local, (byte[]) one.arg("local")) && Arrays.equals(remote, (byte[]) one.arg("remote"))));
        List<String> told = seen.stream().map(one -> one.arg("oldstate") + ">" + one.arg("newstate")).toList();
        // Older kernels set the addresses of what is accepted after its first state.
        boolean late = told.size() < changes.size() && changes.get(0).equals("10>3");
        assertEquals(late ? changes.subList(1, changes.size()) : changes, told);
        if (late) {
            tracer.only("inet_sock_set_state", of(pid).and(one -> one.args().subList(2, 4).equals(List.of(10L, 3L))));
        }
        seen.forEach(one -> assertEquals(comm, one.comm()));
        for (int i = 0; i < told.size(); i++) {
            String[] states = told.get(i).split(">");
            seen.get(i).checkFrom("oldstate", Long.valueOf(states[0]), Long.valueOf(states[1]))
                    .checkBytes("local", local).checkBytes("remote", remote).check("owner_known", 1L);
        }
    }

    private static byte[] address(int family, long port) {
        ByteBuffer bytes = ByteBuffer.allocate(family == 2 ? 16 : 28).put((byte) family).put((byte) 0)
                .putShort((short) port);
        return (family == 2 ? bytes.put(new byte[] {127, 0, 0, 1}) : bytes.put(23, (byte) 1)).array();
    }

    @Test
    void shouldSayWhetherACoreWasDumped() throws Exception {
        try (Tracer tracer = Tracer.of("sched_process_exit", "core_dump")) {
            tracer.help("core");
            long status = tracer.said.get("status").get(0);
            int child = tracer.said.get("child").get(0).intValue();
            List<Seen> exits = tracer.all("sched_process_exit", of(child));
            exits.get(exits.size() - 1).checkFrom("exit_code", status, 1L, 0L, 6L, status >> 7);
            // A core_pattern to a program that is not there, or to a full disk, dumps nothing.
            assertEquals(status >> 7, tracer.all("core_dump", of(child)).size());
            for (Seen dump : tracer.all("core_dump", of(child))) {
                assertEquals(child, dump.hostTid());
                dump.checkAll(6L, "/tmp");
            }
        }
    }

    @Test
    void shouldReportTheVictimWhenMemoryRunsOut() throws Exception {
        if (missing().contains("mark_victim")) {
            String message = assertThrows(SourceException.class, () -> Tracer.of("mark_victim")).getMessage();
            assertTrue(message.contains("mark_victim") && message.contains("Linux 6.9"), message);
            return;
        }
        Path cgroup = limited();
        try (Tracer tracer = Tracer.of("mark_victim")) {
            int pid = tracer.help("eat", cgroup.resolve("cgroup.procs").toString());
            Seen victim = tracer.only("mark_victim", of(pid));
            assertEquals("tm-eater", victim.comm());
            victim.checkRange("total_vm", (256 << 20) / 4096, (300 << 20) / 4096)
                    .checkFrom("oom_score_adj", 17L, (long) pid, victim.cgroup(), "tm-eater");
        } finally {
            Files.delete(cgroup);
        }
    }

    /** A cgroup of 32 MiB, in the memory controller's hierarchy. */
    private static Path limited() throws Exception {
        Path v1 = Path.of("/sys/fs/cgroup/memory");
        if (Files.exists(v1.resolve("memory.limit_in_bytes")) || Files.exists(v1.resolve("memory.usage_in_bytes"))) {
            Path cgroup = Files.createDirectory(v1.resolve("tm-eater"));
            Files.writeString(cgroup.resolve("memory.limit_in_bytes"), "33554432");
            return cgroup;
        }
        Path root = Path.of("/sys/fs/cgroup");
        Files.writeString(root.resolve("cgroup.subtree_control"), "+memory");
        Path cgroup = Files.createDirectory(root.resolve("tm-eater"));
        Files.writeString(cgroup.resolve("memory.max"), "33554432");
        if (Files.exists(cgroup.resolve("memory.swap.max"))) {
            Files.writeString(cgroup.resolve("memory.swap.max"), "0");
        }
        return cgroup;
    }

    /** The helper, without privileges, asks for chroot; CAP_SYS_CHROOT is 18. */
    @Test
    void shouldReportCapabilitiesThatAreLacking() throws Exception {
        if (missing().contains("cap_capable")) {
            String message = assertThrows(SourceException.class, () -> Tracer.of("cap_capable")).getMessage();
            assertTrue(message.contains("cap_capable") && message.contains("Linux 6.14"), message);
            return;
        }
        try (Tracer tracer = Tracer.of("cap_capable")) {
            int pid = tracer.help("uncapable");
            Seen denied = tracer.only("cap_capable", of(pid).and(one -> one.arg("cap").equals(18L)));
            assertEquals(4711, denied.uid());
            assertEquals(-1, denied.ret());
            denied.checkAll(18L, inode("/proc/self/ns/user"));
            // the helper had all capabilities before: what was granted is no event
            assertEquals(List.of(), tracer.all("cap_capable", of(pid).and(one -> one.ret() >= 0 || one.uid() == 0)));
        }
    }

    private static long inode(String path) throws Exception {
        return (long) Files.getAttribute(Path.of(path), "unix:ino");
    }

    @Test
    void shouldReportModulesWhereThereAreAny() throws Exception {
        boolean possible = Files.exists(Path.of("/proc/modules"));
        assertEquals(!possible, missing().contains("module_load"));
        assertEquals(!possible, missing().contains("module_free"));
        if (!possible) {
            String message = assertThrows(SourceException.class, () -> Tracer.of("module_load")).getMessage();
            assertTrue(message.contains("module_load") && message.contains("CONFIG_MODULES"), message);
            return;
        }
        try (Tracer tracer = Tracer.of("module_load", "module_free")) {
            int loads = tracer.run("modprobe", "dummy");
            int frees = tracer.run("modprobe", "-r", "dummy");
            tracer.only("module_load", of(loads)).checkAll("dummy");
            tracer.only("module_free", of(frees)).checkAll("dummy");
            assertEquals(0, tracer.lost());
        }
    }
}
