package io.tallyman.output.socket.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.Lines;
import io.tallyman.delivery.Reconnecting;
import io.tallyman.delivery.Retry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sends lines. When a connection breaks, the next connection goes on with the line that was not sent completely, so
 * that no line is sent twice. Lines that the system had taken and that the other side had not read are lost.
 */
final class SocketDestination implements Destination {
    private final Reconnecting connection;
    private final Retry retry;

    SocketDestination(Reconnecting connection, Retry retry) {
        this.connection = connection;
        this.retry = retry;
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        ByteBuffer lines = ByteBuffer.wrap(bytes, from, count);
        try {
            retry.run(() -> send(lines, from));
        } catch (IOException e) {
            if (lines.position() == from) {
                throw e;
            }
            byte[] rest = Arrays.copyOfRange(bytes, lines.position(), from + count);
            throw new Unavailable(rest, Math.min(events, Lines.count(rest, 0, rest.length)), null, e.getMessage(), e);
        }
    }

    private void send(ByteBuffer lines, int from) throws IOException {
        try {
            connection.stream().write(lines);
        } catch (IOException e) {
            lines.position(startOfLine(lines.array(), from, lines.position()));
            connection.drop();
            throw e;
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
        retry.close();
        connection.close();
    }
}
