package io.tallyman.output.forward.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.Connection;
import io.tallyman.delivery.Lines;
import io.tallyman.delivery.Reconnecting;
import io.tallyman.delivery.Retry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/**
 * Sends each batch as one message in Forward mode: {@code [tag, [[time, record], ...], options]}. A message that may
 * not have arrived is sent again as a whole. The other side never takes half of a message, but may take a message
 * twice.
 */
final class ForwardDestination implements Destination {
    private static final int MAX_ANSWER = 512;

    private final Reconnecting connection;
    private final Retry retry;
    private final String tag;
    private final boolean ack;
    private final MsgPack message = new MsgPack();
    private final RecordEncoder records;

    ForwardDestination(Reconnecting connection, Retry retry, String tag, boolean ack, Clock clock) {
        this.connection = connection;
        this.retry = retry;
        this.tag = tag;
        this.ack = ack;
        records = new RecordEncoder(message, clock);
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        String chunk = UUID.randomUUID().toString();
        encode(bytes, from, from + count, chunk);
        retry.run(() -> send(chunk));
    }

    private void encode(byte[] bytes, int from, int to, String chunk) {
        message.clear();
        message.array(3);
        message.text(tag);
        int begun = message.beginArray();
        int entries = 0;
        int start = from;
        while (start < to) {
            int end = Lines.end(bytes, start, to);
            records.encode(bytes, start, end - start);
            entries++;
            start = end + 1;
        }
        message.count(begun, entries);
        message.map(ack ? 2 : 1);
        message.text("size");
        message.integer(entries, false);
        if (ack) {
            message.text("chunk");
            message.text(chunk);
        }
    }

    private void send(String chunk) throws IOException {
        try {
            Connection stream = connection.stream();
            stream.write(message.written());
            if (ack) {
                awaitAck(stream, chunk);
            }
        } catch (IOException e) {
            connection.drop();
            throw e;
        }
    }

    /** Waits for the answer, a map that holds the id of the chunk. */
    private static void awaitAck(Connection stream, String chunk) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
        while (!new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1).contains(chunk)) {
            if (!answer.hasRemaining()) {
                throw new IOException("the other side says something else than that it has the events");
            }
            stream.read(answer);
        }
    }

    @Override
    public void close() throws IOException {
        retry.close();
        connection.close();
    }
}
