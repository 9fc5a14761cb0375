package io.tallyman.output.socket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.testing.FakeContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SocketDestinationTest {
    @TempDir
    private Path dir;
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(dir.resolve("s")));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void waitsForAListenerAndSendsEveryLine() throws Exception {
        server.close();
        Files.delete(dir.resolve("s"));
        try (Destination socket = open("retry-for", "30s")) {
            CompletableFuture<Void> written = write(socket, "one\ntwo\n");
            listen();
            try (SocketChannel peer = server.accept()) {
                written.get(30, TimeUnit.SECONDS);
                socket.close();
                assertEquals("one\ntwo\n", new String(Channels.newInputStream(peer).readAllBytes(),
                        StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void goesOnWithTheLineThatWasCutByABrokenConnection() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 200_003; i++) {
            lines.append("line ").append(i).append('\n');
        }
        try (Destination socket = open("retry-for", "30s")) {
            CompletableFuture<Void> written = write(socket, lines.toString());
            SocketChannel first = server.accept();
            assertEquals(7, first.read(ByteBuffer.allocate(7)));
            first.close();
            try (SocketChannel second = server.accept()) {
                BufferedReader reader = new BufferedReader(Channels.newReader(second, StandardCharsets.UTF_8));
                int start = Integer.parseInt(reader.readLine().substring("line ".length()));
                assertTrue(start > 0 && start < 200_003, "starts with " + start);
                for (int i = start + 1; i < 200_003; i++) {
                    assertEquals("line " + i, reader.readLine());
                }
                written.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void givesBackTheLinesThatWereNotSent() throws Exception {
        byte[] lines = "a line\n".repeat(200_003).getBytes(StandardCharsets.UTF_8);
        try (Destination socket = open("retry-for", "0s", "timeout", "200ms")) {
            Destination.Unavailable e = assertThrows(Destination.Unavailable.class,
                    () -> socket.write(lines, 0, lines.length, 200_003));
            assertTrue(e.restEvents() > 0 && e.restEvents() < 200_003, "rest " + e.restEvents());
            assertEquals("a line\n".repeat(e.restEvents()), new String(e.rest(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void connectsAnewWhereThePeerHasGoneMeanwhile() throws Exception {
        try (Destination socket = open()) {
            write(socket, "one\n").get();
            server.accept().close();
            write(socket, "two\n").get();
            try (SocketChannel second = server.accept()) {
                ByteBuffer got = ByteBuffer.allocate(9);
                assertEquals(4, second.read(got));
                assertEquals("two\n", new String(got.array(), 0, 4, StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void givesUpABatchThatNobodyTakesAndTheNextOneGoesOut() throws Exception {
        server.close();
        Files.delete(dir.resolve("s"));
        try (Destination socket = open("retry-for", "100ms")) {
            String why = assertThrows(ExecutionException.class, write(socket, "lost\n")::get).getMessage();
            assertTrue(why.contains("cannot connect to unix:" + dir.resolve("s")), why);
            listen();
            write(socket, "kept\n").get();
        }
    }

    @Test
    void endsAWriteThatWaitsWhenItIsClosed() throws Exception {
        Destination socket = open("timeout", "1h", "retry-for", "1h");
        CompletableFuture<Void> written = write(socket, "x".repeat(64 << 20) + "\n");
        try (SocketChannel peer = server.accept()) {
            assertEquals(1, peer.read(ByteBuffer.allocate(1)));
            socket.close();
            assertThrows(ExecutionException.class, () -> written.get(30, TimeUnit.SECONDS));
        }
    }

    private Destination open(String... options) {
        SocketFactory factory = new SocketFactory();
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "address";
        all[options.length + 1] = "unix:" + dir.resolve("s");
        return factory.open(FakeContext.options(factory.options(), all));
    }

    private static CompletableFuture<Void> write(Destination socket, String text) {
        byte[] bytes = ("\nhead" + text).getBytes(StandardCharsets.UTF_8);
        return CompletableFuture.runAsync(() -> {
            try {
                socket.write(bytes, 5, bytes.length - 5, 1);
            } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }
}
