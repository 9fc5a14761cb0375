package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each system call of the catalogue, made by a process whose arguments and results are known. */
@Tag("privileged")
@Timeout(120)
class SyscallEventsPrivilegedTest {
    private static Predicate<Seen> with(String field, Object value) {
        return one -> Objects.equals(one.arg(field), value);
    }

    private static Predicate<Seen> of(int pid) {
        return one -> one.hostPid() == pid;
    }

    private static void assertArgs(Seen seen, long ret, Object... args) {
        seen.checkAll(args);
        assertEquals(ret, seen.ret());
        assertEquals(seen.type().id(), seen.syscall());
        assertEquals(0, seen.flags());
        assertEquals("tm-helper", seen.comm());
    }

    @Test
    void shouldReportEveryMarkedOpenatExactlyOnce() throws Exception {
        try (Tracer tracer = Tracer.of("openat")) {
            int pid = tracer.help("opens", "10007", "/tm-marked");
            List<Seen> marked = tracer.all("openat", of(pid).and(with("pathname", "/tm-marked")));
            assertEquals(10_007, marked.size());
            marked.forEach(one -> assertArgs(one, -2, -100L, "/tm-marked", 0x80000L, 0L));
            assertEquals(0, tracer.lost());
        }
    }

    @Test
    void shouldReportFileCallsWithAllArguments() throws Exception {
        try (Tracer tracer = Tracer.of("open", "openat", "openat2", "unlinkat", "mount")) {
            int pid = tracer.help("files");
            assertArgs(tracer.only("open", of(pid)), -2, "/tm-open/x", 0x41L, 0641L);
            assertArgs(tracer.only("openat", of(pid).and(with("pathname", "tm-openat"))), -9, 77L, "tm-openat", 0x202L,
                    0604L);
            Seen openat2 = tracer.only("openat2", of(pid));
            assertArgs(openat2, -2, -100L, "/tm-openat2", openat2.arg("how"), 24L);
            openat2.checkBytes("how", numbers(8, 0x80000, 0, 2));
            assertArgs(tracer.only("unlinkat", of(pid)), -2, -100L, "/tm-unlinkat", 0x200L);
            assertArgs(tracer.only("mount", of(pid)), -2, "tm-source", "/tm-target", "tm-type", 0x1006L, 0L);
        }
    }

    @Test
    void shouldTellNullUnreadableAndCutStringsApart() throws Exception {
        try (Tracer tracer = Tracer.of("openat")) {
            int pid = tracer.help("files");
            List<Seen> odd = tracer.all("openat", of(pid).and(one -> one.arg("pathname") == null
                    || one.varFlags("pathname") != 0 || ((String) one.arg("pathname")).startsWith("aaa")));
            assertEquals(4, odd.size());
            assertNull(odd.get(0).arg("pathname"));
            assertEquals(-14, odd.get(0).ret());
            assertEquals("", odd.get(1).arg("pathname"));
            assertEquals(RecordLayout.VAR_UNREADABLE, odd.get(1).varFlags("pathname"));
            assertEquals(tracer.said.get("untouched"), List.of(odd.get(1).address("pathname")));
            assertEquals("a".repeat(4095), odd.get(2).arg("pathname"));
            assertEquals(RecordLayout.VAR_TRUNCATED, odd.get(2).varFlags("pathname"));
            assertEquals("a".repeat(4095), odd.get(3).arg("pathname"));
            assertEquals(0, odd.get(3).varFlags("pathname"));
        }
    }

    @Test
    void shouldReportSocketCallsWithTheirAddresses() throws Exception {
        try (Tracer tracer = Tracer.of("bind", "connect", "accept4")) {
            int pid = tracer.help("sockets");
            Seen bind = tracer.only("bind", of(pid));
            bind.checkBytes("addr", inet(0)).check("addrlen", 16L);
            assertEquals(0, bind.ret());
            List<Seen> connects = tracer.all("connect", of(pid));
            assertEquals(2, connects.size());
            connects.get(0).checkBytes("addr", inet(tracer.said.get("port").get(0).intValue()));
            assertEquals(tracer.said.get("connect"), connects.stream().map(Seen::ret).toList());
            byte[] unix = (byte[]) connects.get(1).arg("addr");
            assertEquals(110, unix.length);
            assertEquals("/tm-nowhere", new String(unix, 2, 11));
            List<Seen> accepts = tracer.all("accept4", of(pid));
            assertEquals(tracer.said.get("accept4"), accepts.stream().map(Seen::ret).toList());
            accepts.get(0).checkBytes("addr", inet(tracer.said.get("peer").get(0).intValue())).check("flags", 0x80000L);
            assertNull(accepts.get(1).arg("addr"));
        }
    }

    @Test
    void shouldReportMessagesWithTheAddressesThatTheyGoToAndComeFrom() throws Exception {
        try (Tracer tracer = Tracer.of("sendmsg", "recvmsg")) {
            int pid = tracer.help("messages");
            List<Seen> sent = tracer.all("sendmsg", of(pid));
            assertEquals(List.of(8L, -89L), sent.stream().map(Seen::ret).toList());
            sent.get(0).checkBytes("msg_name", inet(tracer.said.get("port").get(0).intValue()));
            assertNull(sent.get(1).arg("msg_name"));
            List<Seen> received = tracer.all("recvmsg", of(pid));
            assertEquals(List.of(8L, -11L), received.stream().map(Seen::ret).toList());
            received.get(0).checkBytes("msg_name", inet(tracer.said.get("sender").get(0).intValue()));
            assertEquals(0, ((byte[]) received.get(1).arg("msg_name")).length);
        }
    }

    @Test
    void shouldReportTheStructuresThatCallsTake() throws Exception {
        try (Tracer tracer = Tracer.of("clock_nanosleep", "utimensat", "io_getevents", "io_pgetevents", "prlimit64",
                "rt_sigaction", "clone3", "mount_setattr", "bpf")) {
            int pid = tracer.help("structures");
            tracer.only("clock_nanosleep", of(pid)).checkBytes("request", numbers(8, 0, 1_000_003));
            tracer.only("utimensat", of(pid)).checkBytes("times", numbers(8, 1_021, 0x3ffffffe, -7, 1_000_033));
            tracer.only("io_getevents", of(pid)).checkBytes("timeout", numbers(8, 0, 1_000_003));
            tracer.only("io_pgetevents", of(pid)).checkBytes("timeout", numbers(8, 0, 1_000_003));
            tracer.only("prlimit64", of(pid).and(with("resource", 7L))).checkBytes("new_limit", numbers(8, 1_013, 1_019));
            Seen action = tracer.only("rt_sigaction",
                    of(pid).and(with("signum", 12L)).and(one -> one.comm().equals("tm-helper")));
            assertArrayEquals(numbers(8, 1, 0x10000000), Arrays.copyOf((byte[]) action.arg("act"), 16));
            assertArrayEquals(numbers(8, 0x4002), Arrays.copyOfRange((byte[]) action.arg("act"), 24, 32));
            List<Seen> clones = tracer.all("clone3", of(pid).and(one -> one.ret() < 0));
            assertEquals(2, clones.size());
            assertEquals(88, ((byte[]) clones.get(0).arg("cl_args")).length);
            assertArrayEquals(numbers(8, 0x80, 0, 0, 0, 99), Arrays.copyOf((byte[]) clones.get(0).arg("cl_args"), 40));
            clones.get(1).checkBytes("cl_args", numbers(8, 0x80, 0, 0, 0, 99)).check("size", 40L);
            tracer.only("mount_setattr", of(pid)).checkBytes("uattr", numbers(8, 1, 2, 0x40000, 0));
            Seen bpf = tracer.only("bpf", of(pid));
            byte[] map = Arrays.copyOf(numbers(4, 2, 3, 5, 7), 44);
            System.arraycopy("tm_map".getBytes(StandardCharsets.US_ASCII), 0, map, 28, 6);
            bpf.checkBytes("attr", map).check("cmd", 0L);
        }
    }

    /** Numbers of so many bytes each, as they lie in memory. */
    private static byte[] numbers(int size, long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(size * numbers.length);
        for (long number : numbers) {
            for (int i = 0; i < size; i++) {
                bytes.put((byte) (number >> 8 * i));
            }
        }
        return bytes.array();
    }

    @Test
    void shouldReportTheAddressOfTheFirstOfSeveralMessages() throws Exception {
        try (Tracer tracer = Tracer.of("sendmmsg", "recvmmsg")) {
            int pid = tracer.help("messages-at-once");
            Seen sent = tracer.only("sendmmsg", of(pid));
            assertEquals(2, sent.ret());
            sent.checkBytes("msg_name", inet(tracer.said.get("port").get(0).intValue()));
            List<Seen> received = tracer.all("recvmmsg", of(pid));
            assertEquals(List.of(2L, -11L), received.stream().map(Seen::ret).toList());
            received.get(0).checkBytes("msg_name", inet(tracer.said.get("sender").get(0).intValue()));
            assertEquals(0, ((byte[]) received.get(1).arg("msg_name")).length);
        }
    }

    private static byte[] inet(int port) {
        return ByteBuffer.allocate(16).put((byte) 2).put((byte) 0).putShort((short) port).put(new byte[] {127, 0, 0, 1})
                .array();
    }

    @Test
    void shouldReportProcessCallsAndNotTheChildsReturn() throws Exception {
        try (Tracer tracer = Tracer.of("clone", "clone3", "fork", "vfork", "kill", "unshare", "setns",
                "sched_process_fork")) {
            int pid = tracer.help("processes");
            Seen clone3 = tracer.only("clone3", one -> one.comm().equals("tm-helper") && one.arg("size").equals(88L));
            assertEquals(tracer.said.get("clone3").get(0), clone3.ret());
            assertArgs(tracer.only("clone", of(pid)), tracer.said.get("clone").get(0), 0x400L | 17, 0L, 0x2221L, 0x2222L,
                    0x2223L);
            assertArgs(tracer.only("fork", of(pid)), tracer.said.get("fork").get(0));
            assertArgs(tracer.only("vfork", of(pid)), tracer.said.get("vfork").get(0));
            assertArgs(tracer.only("kill", of(pid)), 0, (long) pid, 0L);
            assertArgs(tracer.only("unshare", of(pid)), 0, 0x0c000000L);
            assertArgs(tracer.only("setns", of(pid)), 0, tracer.said.get("fd").get(0), 0x04000000L);
            Seen fork = tracer.only("sched_process_fork", of(pid).and(with("child_pid", clone3.ret())));
            fork.checkFrom("parent_tid", (long) pid, (long) pid, clone3.ret(), clone3.ret(), clone3.ret(), clone3.ret());
            fork.checkRange("start_time", fork.time() - TimeUnit.SECONDS.toNanos(1), fork.time());
        }
    }

    /** A handler that ends the call, then one after which it is restarted: one event each, with what the caller got. */
    @Test
    void shouldReportAnInterruptedCallOnceWithWhatTheCallerGot() throws Exception {
        try (Tracer tracer = Tracer.of("accept4")) {
            int pid = tracer.help("interrupted");
            List<Long> results = tracer.all("accept4", of(pid)).stream().map(Seen::ret).toList();
            assertEquals(-4, results.get(0));
            assertEquals(tracer.said.get("accept4"), results);
        }
    }

    @Test
    void shouldMarkAndDecode32BitCallsByTheirOwnTable() throws Exception {
        try (Tracer tracer = Tracer.of("openat", "lseek", "chown", "execve", "sendmsg", "nanosleep")) {
            int pid = tracer.help("compat");
            List<Seen> compat = tracer.seen.stream()
                    .filter(one -> one.hostPid() == pid && one.flags() == RecordLayout.FLAG_COMPAT).toList();
            assertEquals(6, compat.size());
            Seen openat = compat.get(0);
            assertEquals("openat", openat.name());
            assertEquals(List.of(-100L, "/tm-compat", 2L, 0600L), openat.args());
            assertEquals(-2, openat.ret());
            assertEquals(295, openat.syscall());
            assertEquals(List.of(-1L, -5L, 9L), compat.get(1).args());
            assertEquals(List.of("/tm-compat", 0xffffffffL, 7L), compat.get(2).args());
            assertEquals(212, compat.get(2).syscall());
            Seen execve = compat.get(3);
            assertEquals("execve", execve.name());
            assertEquals(List.of("/tm-compat", List.of("/tm-compat", "second"), 0L), execve.args());
            assertEquals(-2, execve.ret());
            compat.get(4).checkBytes("msg_name", inet(4243));
            assertEquals(-9, compat.get(4).ret());
            compat.get(5).checkBytes("req", numbers(4, 0, 1_000_003));
            assertEquals(0, compat.get(5).ret());
        }
    }
}
