package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.ProcessSockets.Opened;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("privileged")
class RootedSocketsPrivilegedTest {
    @TempDir
    Path root;

    private final RootedSockets sockets = new RootedSockets();
    private Process process;
    private int pid;

    @BeforeEach
    void startAProcessInAnotherRoot() throws IOException {
        Files.createDirectories(root.resolve("bin"));
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        process = new ProcessBuilder(List.of("chroot", root.toString(), "/bin/busybox", "sh", "-c",
                "echo in; exec /bin/busybox sleep 1000")).start();
        assertEquals('i', process.getInputStream().read());
        pid = (int) process.pid();
    }

    @AfterEach
    void stopIt() {
        process.destroyForcibly();
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    @Test
    void followsAbsoluteLinksInsideTheRootAndNeverOutOfIt() throws IOException {
        Path outside = Files.createTempDirectory("outside");
        Path twin = Files.createDirectories(Path.of(root + outside.toString()));
        Files.createDirectories(root.resolve("var"));
        Files.createSymbolicLink(root.resolve("var/run"), outside);
        Files.createSymbolicLink(root.resolve("var/up"), Path.of("../../../../../../../.." + outside));
        try (ServerSocketChannel theirs = listen(twin.resolve("x.sock"));
                ServerSocketChannel ours = listen(outside.resolve("x.sock"));
                ServerSocketChannel onlyOurs = listen(outside.resolve("y.sock"))) {
            for (String path : new String[] {"/var/run/x.sock", "/var/up/x.sock"}) {
                try (Opened opened = sockets.open(pid, Path.of(path))) {
                    assertEquals(Files.getAttribute(twin.resolve("x.sock"), "unix:ino"),
                            Files.getAttribute(opened.path(), "unix:ino"));
                    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(opened.path()));
                            SocketChannel accepted = theirs.accept()) {
                        assertTrue(channel.isConnected() && accepted.isConnected());
                    }
                }
            }
            IOException absent = assertThrows(IOException.class, () -> sockets.open(pid, Path.of("/var/run/y.sock")));
            assertTrue(absent.getMessage().contains("No such file"), absent.getMessage());
        } finally {
            Files.delete(outside.resolve("x.sock"));
            Files.delete(outside.resolve("y.sock"));
            Files.delete(outside);
        }
    }

    @Test
    void leavesNothingOpen() throws IOException {
        Files.createDirectories(root.resolve("run"));
        try (ServerSocketChannel theirs = listen(root.resolve("run/x.sock"))) {
            for (int i = 0; i < 101; i++) {
                Opened opened = sockets.open(pid, Path.of("/run/x.sock"));
                assertEquals(1, openBelowRoot());
                opened.close();
                opened.close();
                assertThrows(IOException.class, () -> sockets.open(pid, Path.of("/run/nothing")));
                assertEquals(0, openBelowRoot());
            }
        }
    }

    @Test
    void saysSoWhenTheProcessIsGone() throws InterruptedException {
        process.destroyForcibly().waitFor();
        assertThrows(IOException.class, () -> sockets.open(pid, Path.of("/run/x.sock")));
    }

    private long openBelowRoot() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            long count = 0;
            for (Path fd : all) {
                count += leadsBelowRoot(fd) ? 1 : 0;
            }
            return count;
        }
    }

    private boolean leadsBelowRoot(Path fd) {
        try {
            return Files.readSymbolicLink(fd).startsWith(root);
        } catch (IOException e) {
            return false;
        }
    }
}
