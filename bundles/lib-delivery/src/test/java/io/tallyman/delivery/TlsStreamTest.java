package io.tallyman.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsStreamTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int BYTES = 300_007;

    @TempDir
    private static Path dir;
    private static SSLContext tls;

    @BeforeAll
    static void makeCertificate() throws Exception {
        // the JDK's own sockets then tell an end that was announced from a connection that was cut
        System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
        Certificates.make(dir, "own", "IP:127.0.0.1");
        String own = dir.resolve("own").toString();
        tls = TlsOptions.context(Map.of("ca-file", own, "cert-file", own, "key-file", own + "-key"));
    }

    /** The tickets of TLS 1.3 are unread when the stream is closed. */
    @Test
    void shouldLoseNothingAndAnnounceTheEndWhenItIsClosed() throws Exception {
        try (ServerSocket server = tls.getServerSocketFactory().createServerSocket(0, 1, local())) {
            CountDownLatch closing = new CountDownLatch(1);
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> read(server, closing));
            Reconnecting connection = new Reconnecting(address(server), LONG, tls);
            connection.stream().write(ByteBuffer.allocate(BYTES));
            closing.countDown();
            connection.close();
            assertEquals(BYTES, read.get(30, TimeUnit.SECONDS));
        }
    }

    private static int read(ServerSocket server, CountDownLatch closing) {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.startHandshake();
            closing.await();
            return socket.getInputStream().readAllBytes().length;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldGiveUpAServerThatSendsByteAfterByte() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, local())) {
            CompletableFuture<Void> drip = CompletableFuture.runAsync(() -> drip(server));
            Reconnecting connection = new Reconnecting(address(server), Duration.ofMillis(700), tls);
            String message = assertThrows(IOException.class, connection::stream).getMessage();
            assertTrue(message.endsWith("no progress within 700 ms"), message);
            drip.get(20, TimeUnit.SECONDS);
        }
    }

    /** The first bytes of a record of 16 KiB, in pieces that each come in time. */
    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(new byte[] {22, 3, 3, 64, 0});
            for (int i = 0; i < 100; i++) {
                socket.getOutputStream().write(0);
                Thread.sleep(200);
            }
        } catch (IOException e) {
            // the other side has given up
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetAddress local() {
        return InetAddress.getLoopbackAddress();
    }

    private static StreamAddress address(ServerSocket server) {
        return StreamAddress.of("address", "tcp:127.0.0.1:" + server.getLocalPort());
    }
}
