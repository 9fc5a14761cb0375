package io.tallyman.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class StreamTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path dir;
    private ServerSocketChannel server;
    private StreamAddress address;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(dir.resolve("s")));
        address = StreamAddress.of("address", "unix:" + dir.resolve("s"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void carriesBytesBothWays() throws IOException {
        try (Stream stream = Stream.connect(address, LONG); SocketChannel peer = server.accept()) {
            stream.write(ByteBuffer.wrap("ping".getBytes()));
            ByteBuffer got = ByteBuffer.allocate(4);
            assertEquals(4, peer.read(got));
            peer.write(ByteBuffer.wrap("pong!".getBytes()));
            ByteBuffer answer = ByteBuffer.allocate(9);
            stream.read(answer);
            assertEquals("pong!", new String(answer.array(), 0, answer.position()));
        }
    }

    @Test
    void connectsByTcp() throws IOException {
        try (ServerSocketChannel tcp = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            int port = ((InetSocketAddress) tcp.getLocalAddress()).getPort();
            Stream.connect(StreamAddress.of("address", "tcp:127.0.0.1:" + port), LONG).close();
        }
    }

    @Test
    void saysWhereItCannotConnectTo() throws IOException {
        server.close();
        String message = assertThrows(IOException.class, () -> Stream.connect(address, LONG)).getMessage();
        assertTrue(message.startsWith("cannot connect to unix:" + dir.resolve("s") + ": "), message);
    }

    @Test
    void doesNotWaitForEverForAPeerThatDoesNotRead() throws IOException {
        try (Stream stream = Stream.connect(address, SHORT); SocketChannel peer = server.accept()) {
            ByteBuffer much = ByteBuffer.allocate(64 << 20);
            IOException e = assertThrows(IOException.class, () -> stream.write(much));
            assertTrue(e.getMessage().endsWith("no progress within 200 ms"), e.getMessage());
            assertTrue(much.position() > 0 && much.hasRemaining() && peer.isOpen());
        }
    }

    @Test
    void doesNotWaitForEverForAnAnswer() throws IOException {
        try (Stream stream = Stream.connect(address, SHORT)) {
            assertThrows(IOException.class, () -> stream.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void endsACallThatWaitsWhenItIsClosed() throws Exception {
        try (Stream stream = Stream.connect(address, LONG); SocketChannel peer = server.accept()) {
            CompletableFuture<Void> read = CompletableFuture.runAsync(() -> {
                try {
                    stream.write(ByteBuffer.allocate(64 << 20));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertEquals(1, peer.read(ByteBuffer.allocate(1)));
            stream.close();
            assertThrows(ExecutionException.class, () -> read.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void seesThatThePeerHasGone() throws IOException {
        try (Stream stream = Stream.connect(address, LONG)) {
            SocketChannel peer = server.accept();
            peer.write(ByteBuffer.allocate(2_003));
            assertTrue(stream.isOpen());
            peer.close();
            assertFalse(stream.isOpen());
            assertThrows(EOFException.class, () -> stream.read(ByteBuffer.allocate(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unix:relative", "tcp:host", "tcp::80", "tcp:h:0", "tcp:h:65536", "http://h", "tcp:[::1:1"})
    void refusesWhatIsNoAddress(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> StreamAddress.of("address", text))
                .getMessage();
        assertEquals("key 'address' cannot be '" + text + "': allowed is unix:/path or tcp:host:port", message);
    }

    @Test
    void readsAnIpv6Address() {
        assertEquals("::1", StreamAddress.of("address", "tcp:[::1]:80").host());
    }
}
