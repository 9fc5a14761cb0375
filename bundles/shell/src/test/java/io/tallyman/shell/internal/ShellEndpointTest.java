package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.launcher.ShellSockets;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellEndpointTest {
    private static final int CYCLES = 101;
    private static final int PROCESSES = 3;

    @TempDir
    private Path top;
    private ShellSockets sockets;

    @BeforeEach
    void name() {
        sockets = new ShellSockets(top.resolve("run"));
    }

    private List<Long> live() throws IOException {
        return sockets.live().stream().map(ShellSockets.Socket::pid).sorted().toList();
    }

    @Test
    void shouldServeItsUserAloneAndLeaveNothingBehind() throws Exception {
        try (ShellEndpoint endpoint = ShellEndpoint.open(sockets, 17)) {
            assertTrue(endpoint.isOpen());
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets.directory())));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets.of(17))));
            assertEquals(List.of(17L), live());
        }
        assertFalse(Files.exists(sockets.directory()));
    }

    /** Each cycle also has the socket of a killed process, which all of them find at the same time. */
    @Test
    void shouldServeEachOfThoseThatStartAndEndTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
        CyclicBarrier together = new CyclicBarrier(PROCESSES);
        try {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                leaveStale(1013);
                List<Future<ShellEndpoint>> opened = new ArrayList<>();
                for (long pid = 1; pid <= PROCESSES; pid++) {
                    long own = pid;
                    opened.add(threads.submit(() -> {
                        together.await();
                        return ShellEndpoint.open(sockets, own);
                    }));
                }
                for (Future<ShellEndpoint> each : opened) {
                    each.get();
                }
                assertEquals(List.of(1L, 2L, 3L), live(), "cycle " + cycle);
                assertFalse(Files.exists(sockets.of(1013)));
                List<Future<?>> closed = new ArrayList<>();
                for (Future<ShellEndpoint> each : opened) {
                    closed.add(threads.submit(() -> {
                        together.await();
                        each.get().close();
                        return null;
                    }));
                }
                for (Future<?> each : closed) {
                    each.get();
                }
                assertFalse(Files.exists(sockets.directory()), "cycle " + cycle);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void leaveStale(long pid) throws IOException {
        Files.createDirectories(sockets.directory());
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(sockets.of(pid))).close();
    }

    @Test
    void shouldNotReplaceALiveSocketOfTheSameNumber() throws Exception {
        try (ShellEndpoint other = ShellEndpoint.open(sockets, 7)) {
            assertTrue(other.isOpen());
            assertTrue(assertThrows(IOException.class, () -> ShellEndpoint.open(sockets, 7)).getMessage()
                    .startsWith("process 7 of another pid namespace serves "));
            assertEquals(List.of(7L), live());
        }
    }

    @Test
    @Tag("privileged")
    void shouldNotServeInADirectoryOfSomebodyElse() throws Exception {
        Files.setAttribute(Files.createDirectory(sockets.directory()), "unix:uid", 65534);
        assertEquals(sockets.directory() + " belongs to another user; remove it",
                assertThrows(IOException.class, () -> ShellEndpoint.open(sockets, 7)).getMessage());
    }
}
