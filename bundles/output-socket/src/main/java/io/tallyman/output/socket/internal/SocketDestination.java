package io.tallyman.output.socket.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.Retry;
import io.tallyman.delivery.Stream;
import io.tallyman.delivery.StreamAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Sends lines. When a connection breaks, the next one goes on with the line that had not gone out in full, so that no
 * line is sent twice; what the system had already taken and the other side had not read is lost with the connection.
 */
final class SocketDestination implements Destination {
    private final StreamAddress address;
    private final Duration timeout;
    private final Retry retry;
    private volatile Stream stream;
    private volatile boolean closed;

    SocketDestination(StreamAddress address, Duration timeout, Retry retry) {
        this.address = address;
        this.timeout = timeout;
        this.retry = retry;
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        ByteBuffer lines = ByteBuffer.wrap(bytes, from, count);
        retry.run(() -> send(lines, from));
    }

    private void send(ByteBuffer lines, int from) throws IOException {
        try {
            connect().write(lines);
        } catch (IOException e) {
            lines.position(startOfLine(lines.array(), from, lines.position()));
            disconnect();
            throw e;
        }
    }

    private Stream connect() throws IOException {
        if (stream != null && !stream.isOpen()) {
            disconnect();
        }
        if (stream == null) {
            stream = Stream.connect(address, timeout);
        }
        if (closed) {
            disconnect();
            throw new IOException(address.text() + " is closed");
        }
        return stream;
    }

    private void disconnect() throws IOException {
        Stream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }

    private static int startOfLine(byte[] bytes, int from, int at) {
        int start = at;
        while (start > from && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        retry.close();
        Stream open = stream;
        if (open != null) {
            open.close();
        }
    }
}
