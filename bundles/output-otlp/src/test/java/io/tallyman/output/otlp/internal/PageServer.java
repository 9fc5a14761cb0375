package io.tallyman.output.otlp.internal;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A web server of HTTP/2 (RFC 9113) that answers each request with the same page, as the login page of a proxy does. */
final class PageServer implements Closeable {
    private static final int PREFACE = 24;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final byte[] PAGE = "<html>Who are you?</html>".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final byte[] headers;

    /** @param status 200 or 400 */
    PageServer(int status) throws IOException {
        // RFC 7541: a field of the static table by its number; then content-type, number 31, with a value as text
        headers = ((char) (status == 200 ? 0x88 : 0x8c) + "\u000f\u0010\u0009text/html").getBytes(StandardCharsets.ISO_8859_1);
        Thread thread = new Thread(this::accept, "page-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                try (Socket client = listening.accept()) {
                    serve(new DataInputStream(client.getInputStream()), new DataOutputStream(client.getOutputStream()));
                } catch (java.io.EOFException e) {
                    // the next one
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(DataInputStream in, DataOutputStream out) throws IOException {
        in.readNBytes(PREFACE);
        frame(out, SETTINGS, 0, 0, new byte[0]);
        while (true) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            in.skipNBytes(lengthAndType >>> 8);
            int type = lengthAndType & 0xff;
            if (type == SETTINGS && flags != ACK) {
                frame(out, SETTINGS, ACK, 0, new byte[0]);
            } else if (type == DATA && (flags & END_STREAM) != 0) {
                frame(out, HEADERS, END_HEADERS, stream, headers);
                frame(out, DATA, END_STREAM, stream, PAGE);
            }
        }
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeInt(payload.length << 8 | type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
