package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
            return Program.missingEvents(tracepoints);
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
            assertEquals("tm-helper", rename.arg("old_name"));
            assertTrue("tm-renamed-too-long".startsWith((String) rename.arg("new_name")));
            assertTrue(((String) rename.arg("new_name")).length() >= 15);
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
            assertEquals(List.of(List.of(pid, mnt, 0L, uts, 0L, 0L, 0L, 0L, 0L),
                    List.of(pid, 0L, 0L, tracer.said.get("uts").get(0), 0L, 0L, 0L, 0L, 0L)),
                    own.stream().map(Seen::args).toList());
            assertEquals(mnt, own.get(0).mntns());
            Seen child = tracer.only("switch_task_ns", of(tracer.said.get("child").get(0).intValue()));
            assertEquals(pid, child.hostPpid());
            assertTrue((long) child.arg("new_ipc") != 0 && (long) child.arg("new_user") != 0);
            assertEquals(0L, child.arg("new_uts"));
        }
    }

    @Test
    void shouldReportSignalsOfTheirTargetWithTheirSender() throws Exception {
        try (Tracer tracer = Tracer.of("signal_generate", "signal_deliver")) {
            long pid = tracer.help("signals");
            long child = tracer.said.get("child").get(0);
            List<Seen> sent = tracer.all("signal_generate", of((int) pid).and(sig(SIGUSR1)));
            assertEquals(2, sent.size());
            assertEquals(List.of(SIGUSR1, -6L, 0L, 0L, pid, pid, sent.get(0).cgroup(), "tm-helper"),
                    sent.get(0).args());
            assertEquals(List.of(SIGUSR1, 0L, 1L, 0L, child, child, sent.get(0).cgroup(), "tm-sender"),
                    sent.get(1).args());
            assertEquals("tm-helper", sent.get(1).comm());
            List<Seen> delivered = tracer.all("signal_deliver", of((int) pid).and(sig(SIGUSR1)));
            long handler = tracer.said.get("handler").get(0);
            assertEquals(List.of(List.of(SIGUSR1, -6L, handler, SA_RESTART | SA_RESTORER),
                    List.of(SIGUSR1, 0L, handler, SA_RESTART | SA_RESTORER)),
                    delivered.stream().map(Seen::args).toList());
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
                listening.forEach(one -> assertEquals(List.of((long) family, 6L), one.args().subList(0, 2)));
            }
        }
    }

    private static void assertChanges(Tracer tracer, int pid, String comm, byte[] local, byte[] remote,
            List<String> changes) {
        List<Seen> seen = tracer.all("inet_sock_set_state", of(pid).and(one ->
                Arrays.equals(local, (byte[]) one.arg("local")) && Arrays.equals(remote, (byte[]) one.arg("remote"))));
        assertEquals(changes, seen.stream().map(one -> one.arg("oldstate") + ">" + one.arg("newstate")).toList());
        seen.forEach(one -> assertEquals(comm, one.comm()));
        seen.forEach(one -> assertEquals(1L, one.arg("owner_known")));
    }

    private static byte[] address(int family, long port) {
        ByteBuffer bytes = ByteBuffer.allocate(family == 2 ? 16 : 28).put((byte) family).put((byte) 0)
                .putShort((short) port);
        return (family == 2 ? bytes.put(new byte[] {127, 0, 0, 1}) : bytes.put(23, (byte) 1)).array();
    }

    @Test
    void shouldSayWhetherACoreWasDumped() throws Exception {
        try (Tracer tracer = Tracer.of("sched_process_exit")) {
            tracer.help("core");
            long status = tracer.said.get("status").get(0);
            Seen exit = tracer.only("sched_process_exit", of(tracer.said.get("child").get(0).intValue()));
            assertEquals(List.of(status, 1L, 0L, 6L, status >> 7), exit.args().subList(0, 5));
        }
    }

    @Test
    void shouldReportTheVictimWhenMemoryRunsOut() throws Exception {
        Path cgroup = limited();
        try (Tracer tracer = Tracer.of("mark_victim")) {
            int pid = tracer.help("eat", cgroup.resolve("cgroup.procs").toString());
            if (missing().contains("mark_victim")) {
                assertTrue(tracer.seen.isEmpty());
                return;
            }
            Seen victim = tracer.only("mark_victim", of(pid));
            assertEquals("tm-eater", victim.comm());
            assertEquals("tm-eater", victim.arg("trigger_comm"));
            assertEquals((long) pid, victim.arg("trigger_tid"));
            assertTrue((long) victim.arg("total_vm") > 4096);
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

    @Test
    void shouldReportModulesWhereThereAreAny() throws Exception {
        boolean possible = Files.exists(Path.of("/proc/modules"));
        assertEquals(!possible, missing().contains("module_load"));
        assertEquals(!possible, missing().contains("module_free"));
        try (Tracer tracer = Tracer.of("module_load", "module_free")) {
            if (possible) {
                tracer.run("modprobe", "dummy");
                tracer.run("modprobe", "-r", "dummy");
                assertEquals("modprobe", tracer.only("module_load", one -> one.arg("name").equals("dummy")).comm());
                tracer.only("module_free", one -> one.arg("name").equals("dummy"));
            }
            assertEquals(0, tracer.lost());
        }
    }
}
