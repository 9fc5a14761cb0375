package io.tallyman.lib.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A daemon on a unix socket that answers each path as a test has told it to, well or badly. */
public final class ScriptedDaemon implements AutoCloseable {
    /** Writes one answer; the connection is closed when it returns. */
    @FunctionalInterface
    public interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    private final Path socket;
    private final ServerSocketChannel server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    public ScriptedDaemon(Path socket) throws IOException {
        this.socket = socket;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        daemon(this::accept);
    }

    /** What to answer to requests whose path, without or with its query, is this one. */
    public ScriptedDaemon on(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    /** Request lines so far, such as {@code GET /version}. */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    public Path socket() {
        return socket;
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    public static Answer json(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return out -> {
            text(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n");
            out.write(bytes);
        };
    }

    public static Answer status(int status) {
        return out -> text(out, "HTTP/1.1 " + status + " Scripted\r\nContent-Length: 2\r\n\r\n{}");
    }

    /** Takes the question and says nothing, until the other side has gone. */
    public static Answer silence() {
        return out -> new CountDownLatch(1).await();
    }

    /** The head of an endless answer, then this text again and again. */
    public static Answer endless(String head, String text) {
        return out -> {
            text(out, head);
            byte[] block = text.repeat(1 + 65536 / text.length()).getBytes(StandardCharsets.UTF_8);
            while (true) {
                out.write(block);
            }
        };
    }

    /** An event stream; what the writer is given is written at once. */
    public static Answer stream(Answer body) {
        return out -> {
            text(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
            body.write(out);
        };
    }

    public static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                open.add(client);
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(SocketChannel client) {
        try (client; OutputStream out = Channels.newOutputStream(new Duplex(client))) {
            BufferedReader in = new BufferedReader(new InputStreamReader(
                    Channels.newInputStream(new Duplex(client)), StandardCharsets.UTF_8));
            String request = in.readLine();
            if (request == null) {
                return;
            }
            requests.add(request.replace(" HTTP/1.1", ""));
            for (String line = in.readLine(); line != null && !line.isEmpty();) {
                line = in.readLine();
            }
            Thread answering = Thread.currentThread();
            daemon(() -> awaitHangUp(in, answering));
            answer(request.split(" ")[1]).write(out);
        } catch (IOException | InterruptedException e) {
            // the other side hung up
        } finally {
            open.remove(client);
        }
    }

    private static void awaitHangUp(BufferedReader in, Thread answering) {
        try {
            in.read();
        } catch (IOException e) {
            // as good as the end of the stream
        }
        answering.interrupt();
    }

    private Answer answer(String path) {
        int query = path.indexOf('?');
        Answer exact = answers.get(path);
        Answer general = query < 0 ? null : answers.get(path.substring(0, query));
        return exact != null ? exact : general != null ? general : status(404);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted-daemon");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel each : open) {
            each.close();
        }
        Files.deleteIfExists(socket);
    }

    private record Duplex(SocketChannel channel) implements ByteChannel {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return channel.write(from);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
