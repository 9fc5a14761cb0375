package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** Fluentd: takes {@code [TAG, ENTRIES, OPTIONS]}, and acknowledges each message that asks for that. */
final class ForwardSink implements GuideSink {
    private final GuideBlock block;
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<byte[]> records = new CopyOnWriteArrayList<>();
    private final Set<String> tags = ConcurrentHashMap.newKeySet();

    ForwardSink(GuideBlock block) throws IOException {
        this.block = block;
        Thread thread = new Thread(this::read, "forward-sink");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Map<String, String> keys() {
        return Map.of("address", "tcp:127.0.0.1:" + server.getLocalPort());
    }

    private void read() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    MessageUnpacker in = MessagePack.newDefaultUnpacker(socket.getInputStream());
                    MessagePacker out = MessagePack.newDefaultPacker(socket.getOutputStream())) {
                while (in.hasNext()) {
                    take(in.unpackValue().asArrayValue(), out);
                }
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void take(ArrayValue message, MessagePacker out) throws IOException {
        tags.add(message.get(0).asStringValue().asString());
        for (Value entry : entries(message.get(1))) {
            records.add(entry.asArrayValue().get(1).toJson().getBytes(StandardCharsets.UTF_8));
        }
        Value chunk = message.get(2).asMapValue().map().get(ValueFactory.newString("chunk"));
        if (chunk != null) {
            out.packMapHeader(1).packString("ack").packValue(chunk).flush();
        }
    }

    /** The entries, or those that are packed in one binary. */
    private static List<Value> entries(Value value) throws IOException {
        if (value.isArrayValue()) {
            return value.asArrayValue().list();
        }
        List<Value> entries = new ArrayList<>();
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(value.asRawValue().asByteArray())) {
            while (unpacker.hasNext()) {
                entries.add(unpacker.unpackValue());
            }
        }
        return entries;
    }

    @Override
    public List<byte[]> pieces() {
        return records;
    }

    @Override
    public void check() {
        assertEquals(Set.of(block.keys().get("tag")), tags);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
