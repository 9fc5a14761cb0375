package io.tallyman.itests;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A socket behind which somebody behaves badly, in one way towards everybody. */
final class BadSocket implements AutoCloseable {
    /** A gigabyte in pieces. */
    private static final int PIECES = 1024;
    private static final int PIECE = 1 << 20;

    final Path path;
    private final Conduct conduct;
    private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final List<SocketChannel> clients = new ArrayList<>();

    /** What becomes of a connection. */
    interface Conduct {
        void to(SocketChannel client) throws IOException, InterruptedException;
    }

    BadSocket(Path path, Conduct conduct) throws IOException {
        this.path = path;
        this.conduct = conduct;
        server.bind(UnixDomainSocketAddress.of(path));
        background(this::accept);
    }

    /** Bytes that are no protocol's, then the end. */
    static void garbage(SocketChannel client) throws IOException {
        client.read(ByteBuffer.allocate(1));
        send(client, ByteBuffer.wrap("\0\1\2 no daemon speaks like this \377\n".repeat(61)
                .getBytes(StandardCharsets.ISO_8859_1)));
        client.close();
    }

    /** An answer of a gigabyte by Docker's protocol; for gRPC no more than garbage that goes on. */
    static void gigabyte(SocketChannel client) throws IOException {
        client.read(ByteBuffer.allocate(1));
        send(client, ByteBuffer.wrap(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Libpod-Api-Version: 4.3.1\r\nContent-Length: 1073741824\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (int i = 0; i < PIECES; i++) {
            send(client, piece.clear());
        }
    }

    /** Closed with the question unread, which its sender sees as a reset. */
    static void reset(SocketChannel client) throws IOException {
        client.read(ByteBuffer.allocate(1));
        client.close();
    }

    /** What that daemon says, this much later. */
    static Conduct slow(Path daemon, long millis) {
        return client -> {
            SocketChannel real = SocketChannel.open(UnixDomainSocketAddress.of(daemon));
            background(() -> copy(client, real, 0));
            copy(real, client, millis);
        };
    }

    private static Void copy(SocketChannel from, SocketChannel to, long delay)
            throws IOException, InterruptedException {
        try (from; to) {
            ByteBuffer buffer = ByteBuffer.allocate(PIECE);
            while (from.read(buffer.clear()) >= 0) {
                Thread.sleep(delay);
                send(to, buffer.flip());
            }
        }
        return null;
    }

    private static void send(SocketChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private Void accept() throws IOException {
        while (true) {
            SocketChannel client = server.accept();
            synchronized (clients) {
                clients.add(client);
            }
            background(() -> {
                conduct.to(client);
                return null;
            });
        }
    }

    /** Until the other side or the test's end closes the connection. */
    private static void background(Callable<Void> work) {
        Thread thread = new Thread(() -> {
            try {
                work.call();
            } catch (Exception e) {
                return; // closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    int connections() {
        synchronized (clients) {
            return clients.size();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (clients) {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
        Files.delete(path);
    }
}
