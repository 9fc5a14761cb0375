package io.tallyman.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server of a TCP socket, with TLS or without: of lines, or of syslog's messages. */
final class StreamSink implements GuideSink {
    private final GuideBlock block;
    private final GuideFiles files;
    private final boolean encrypted;
    private final ServerSocket server;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    StreamSink(GuideBlock block, GuideFiles files) throws Exception {
        this.block = block;
        this.files = files;
        encrypted = block.keys().get("address").startsWith("tls:");
        InetAddress local = InetAddress.getLoopbackAddress();
        server = encrypted ? files.tls().getServerSocketFactory().createServerSocket(0, 5, local)
                : new ServerSocket(0, 5, local);
        Thread thread = new Thread(this::read, "stream-sink");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Map<String, String> keys() {
        Map<String, String> keys = encrypted ? files.keys(block) : new HashMap<>();
        keys.put("address", (encrypted ? "tls:localhost:" : "tcp:127.0.0.1:") + server.getLocalPort());
        return keys;
    }

    private void read() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept(); InputStream in = socket.getInputStream()) {
                byte[] some = new byte[8192];
                for (int count; (count = in.read(some)) >= 0;) {
                    synchronized (bytes) {
                        bytes.write(some, 0, count);
                    }
                }
            } catch (IOException e) {
                // closed, or a handshake that failed
            }
        }
    }

    @Override
    public List<byte[]> pieces() {
        byte[] all;
        synchronized (bytes) {
            all = bytes.toByteArray();
        }
        return block.destination().equals("syslog") ? syslog(all)
                : List.of(Arrays.copyOf(all, new String(all, StandardCharsets.ISO_8859_1).lastIndexOf('\n') + 1));
    }

    /** {@code LENGTH <PRIORITY>1 TIME HOST NAME PROCESS - - MESSAGE}, one behind the other. */
    private static List<byte[]> syslog(byte[] all) {
        List<byte[]> messages = new ArrayList<>();
        String text = new String(all, StandardCharsets.ISO_8859_1);
        for (int at = 0, blank; (blank = text.indexOf(' ', at)) > 0;) {
            int end = blank + 1 + Integer.parseInt(text.substring(at, blank));
            if (end > text.length()) {
                break;
            }
            String[] parts = text.substring(blank + 1, end).split(" ", 8);
            if (!parts[0].equals("<30>1") || !parts[3].equals("tallyman")) {
                throw new AssertionError(text.substring(blank + 1, end));
            }
            messages.add(parts[7].getBytes(StandardCharsets.ISO_8859_1));
            at = end;
        }
        return messages;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
