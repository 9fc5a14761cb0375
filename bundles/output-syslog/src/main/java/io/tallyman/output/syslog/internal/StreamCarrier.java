package io.tallyman.output.syslog.internal;

import io.tallyman.delivery.Reconnecting;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection, with TLS or without. When it breaks, the next connection begins with the message that was not sent
 * completely. Syslog has no answers: messages that the system had taken and that the other side had not read are lost.
 */
final class StreamCarrier implements Carrier {
    private final Reconnecting connection;

    StreamCarrier(Reconnecting connection) {
        this.connection = connection;
    }

    @Override
    public void send(Messages messages, Progress progress) throws IOException {
        ByteBuffer rest = messages.from(progress.next());
        try {
            connection.stream().write(rest);
            progress.moveTo(messages.count());
        } catch (IOException e) {
            progress.moveTo(messages.at(rest.position()));
            connection.drop();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
