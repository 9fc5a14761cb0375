package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations through io_uring, and their results. */
@Tag("privileged")
@Timeout(120)
class UringPrivilegedTest {
    private static final String SUBMIT = "io_uring_submit";
    private static final String COMPLETE = "io_uring_complete";
    private static final long AT_FDCWD = -100;
    private static final long O_LARGEFILE = 0x8000;
    private static final long MSG_NOSIGNAL = 0x4000;
    private static final long SOCK_CLOEXEC = 0x80000;
    private static final long IOSQE_ASYNC = 0x10;
    private static final long OPENAT = 18;
    private static final long CONNECT = 16;
    private static final long SEND = 26;
    private static final long SENDMSG = 9;
    private static final long ACCEPT = 13;

    private static Predicate<Seen> of(int pid) {
        return one -> one.hostPid() == pid;
    }

    private static Predicate<Seen> of(int pid, long number) {
        return of(pid).and(one -> one.arg("user_data").equals(number));
    }

    @Test
    void shouldReportWhatIsDoneWithFilesThroughRings() throws Exception {
        try (Tracer tracer = Tracer.of(SUBMIT, COMPLETE, "openat")) {
            int pid = tracer.help("uring-files");
            assertFiles(tracer, pid);
            assertEquals(List.of(), tracer.all("openat", of(pid).and(one -> one.arg("pathname").toString().contains("tm-"))));
            tracer.all(SUBMIT, of(pid)).forEach(one -> assertEquals("tm-helper", one.comm()));
            // the operation that must not be done at once is done by a worker, which is a thread of the process
            Seen worked = tracer.only(COMPLETE, of(pid, 1002));
            assertTrue(worked.hostTid() == pid || worked.comm().startsWith("iou-wrk-"), worked.comm());
            assertEquals(0, tracer.lost());
        }
    }

    @Test
    void shouldReportWhatAThreadOfTheKernelTakesFromARing() throws Exception {
        try (Tracer tracer = Tracer.of(SUBMIT, COMPLETE)) {
            int pid = tracer.help("uring-files", "polled");
            assertFiles(tracer, pid);
            for (Seen one : tracer.all(SUBMIT, of(pid))) {
                assertEquals("iou-sqp-" + pid, one.comm());
                assertTrue(one.hostTid() != pid);
            }
        }
    }

    private static void assertFiles(Tracer tracer, int pid) {
        submitted(tracer, pid, 1001, OPENAT, AT_FDCWD, 0, 0102 | O_LARGEFILE, 0641, "/tm-none/open", null);
        submitted(tracer, pid, 1002, OPENAT, AT_FDCWD, IOSQE_ASYNC, O_LARGEFILE, 0, "/tm-none/worker", null);
        submitted(tracer, pid, 1003, 28, AT_FDCWD, 0, 0101 | O_LARGEFILE, 0604, "/tm-none/open2", null);
        submitted(tracer, pid, 1004, 21, 77, 0, 0x100, 0, "tm-statx", null);
        submitted(tracer, pid, 1005, 36, AT_FDCWD, 0, 0x200, 0, "/tm-none/unlink", null);
        submitted(tracer, pid, 1006, 37, AT_FDCWD, 0, 0, 0710, "/tm-none/mkdir", null);
        submitted(tracer, pid, 1007, 35, AT_FDCWD, 0, 1, 0, "/tm-none/from", "/tm-to");
        submitted(tracer, pid, 1008, 38, AT_FDCWD, 0, 0, 0, "tm-target", "/tm-none/symlink");
        submitted(tracer, pid, 1009, 39, AT_FDCWD, 0, 0x400, 0, "/tm-none/old", "/tm-new");
        submitted(tracer, pid, 1010, 44, -1, 0, 0, 0, "/tm-none/xattr", null);
        submitted(tracer, pid, 1012, 19, 7777, 0, 0, 0, null, null);
        // an address where no path is
        assertEquals(List.of(), tracer.all(SUBMIT, of(pid, 1011)));
        assertEquals(-14, tracer.only(COMPLETE, of(pid, 1011)).ret());
        assertEquals(12, tracer.all(COMPLETE, of(pid)).size());
    }

    private static void submitted(Tracer tracer, int pid, long number, long opcode, long fd, long flags, long operation,
            long mode, String path, String second) {
        // the kernel itself asks for a worker where an operation may have to wait
        Seen request = tracer.only(SUBMIT, of(pid, number));
        assertEquals(flags, (long) request.arg("flags") & (flags | ~IOSQE_ASYNC));
        request.checkAll(opcode, fd, request.arg("flags"), number, operation, mode, path, second, null);
        completed(tracer, pid, number, opcode);
    }

    private static void completed(Tracer tracer, int pid, long number, long opcode) {
        Seen result = tracer.only(COMPLETE, of(pid, number)).checkAll(opcode, number, 0L, (long) pid);
        assertEquals(tracer.said.get(Long.toString(number)), List.of(result.ret()));
    }

    @Test
    void shouldReportTheAddressesOfWhatIsSentThroughRings() throws Exception {
        try (Tracer tracer = Tracer.of(SUBMIT, COMPLETE, "connect", "sendmsg", "sendto")) {
            int pid = tracer.help("uring-sockets");
            long stream = tracer.said.get("stream").get(0);
            long datagram = tracer.said.get("datagram").get(0);
            byte[] to = ByteBuffer.allocate(16).put((byte) 2).put((byte) 0).putShort((short) 4242)
                    .put(new byte[] {127, 0, 0, 1}).array();
            connected(tracer, pid, 2001, CONNECT, stream, 0).checkBytes("addr", to);
            connected(tracer, pid, 2002, SENDMSG, datagram, MSG_NOSIGNAL).checkBytes("addr", to);
            connected(tracer, pid, 2003, SEND, datagram, MSG_NOSIGNAL).checkBytes("addr", to);
            assertNull(connected(tracer, pid, 2004, SEND, stream, MSG_NOSIGNAL).arg("addr"));
            assertNull(connected(tracer, pid, 2005, ACCEPT, stream, SOCK_CLOEXEC).arg("addr"));
            assertEquals(0, tracer.all("connect", of(pid)).size() + tracer.all("sendmsg", of(pid)).size());
        }
    }

    private static Seen connected(Tracer tracer, int pid, long number, long opcode, long fd, long operation) {
        completed(tracer, pid, number, opcode);
        return tracer.only(SUBMIT, of(pid, number)).checkFrom("opcode", opcode, fd, 0L, number, operation, 0L, null, null);
    }
}
