package io.tallyman.runtime.crio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BundleFilesTest {
    private static final Path USUAL = Path.of("/run/containers/storage/overlay-containers");

    @TempDir
    Path dir;

    /** The directory after the daemon has answered so, once. */
    private Path learned(String answer) throws IOException, InterruptedException {
        Path socket = dir.resolve("crio.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread daemon = new Thread(() -> {
                try (SocketChannel client = server.accept()) {
                    client.read(ByteBuffer.allocate(1024));
                    client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                    // the test sees that nothing was learned
                }
            });
            daemon.start();
            BundleFiles files = new BundleFiles(USUAL);
            files.learn(socket);
            daemon.join();
            return files.directory();
        }
    }

    @Test
    void asksTheDaemonForItsRunRootAndItsDriver() throws Exception {
        assertEquals(Path.of("/srv/run/vfs-containers"), learned("HTTP/1.0 200 OK\r\nContent-Type: application/toml\r\n\r\n"
                + "[crio]\n  root = \"/srv/root\"\n  runroot = \"/srv/run\"\n  storage_driver = \"vfs\"\n"));
    }

    @Test
    void keepsTheUsualPlaceWhereTheDaemonDoesNotTell() throws Exception {
        assertEquals(USUAL, learned("HTTP/1.0 404 Not Found\r\n\r\n"));
        Files.delete(dir.resolve("crio.sock"));
        assertEquals(USUAL, learned("HTTP/1.0 200 OK\r\n\r\n  runroot = \"relative\"\n"));
        Files.delete(dir.resolve("crio.sock"));
        assertEquals(USUAL, learned("  runroot = \"/x\u0000y\"\n"));
    }

    @Test
    void aDaemonInsideAContainerHasNoBundlesHere() {
        BundleFiles files = BundleFiles.of(Path.of("/proc/self/fd/17"));
        files.learn(dir.resolve("nobody.sock"));
        assertNull(files.directory());
        assertEquals(Bundle.NONE, files.find("0".repeat(64)));
    }
}
