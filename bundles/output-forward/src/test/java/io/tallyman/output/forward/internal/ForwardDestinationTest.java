package io.tallyman.output.forward.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

@Timeout(60)
class ForwardDestinationTest {
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void sendsBatchesUnderItsTagAndWaitsForTheirAcknowledgement() throws Exception {
        try (Destination forward = open("tag", "quay.7")) {
            CompletableFuture<Void> write = write(forward, "{\"a\":1}\nplain\n");
            try (Socket peer = server.accept(); MessageUnpacker in = unpacker(peer)) {
                ArrayValue message = in.unpackValue().asArrayValue();
                assertEquals("quay.7", message.get(0).asStringValue().asString());
                ArrayValue entries = message.get(1).asArrayValue();
                assertEquals(2, entries.size());
                assertEquals("{\"a\":1}", entries.get(0).asArrayValue().get(1).toJson());
                assertEquals("{\"message\":\"plain\"}", entries.get(1).asArrayValue().get(1).toJson());
                assertEquals("2", option(message, "size").toString());
                assertFalse(write.isDone());
                acknowledge(peer, option(message, "chunk").asStringValue().asString());
                write.get();
                CompletableFuture<Void> second = write(forward, "{\"a\":2}\n");
                acknowledge(peer, option(in.unpackValue().asArrayValue(), "chunk").asStringValue().asString());
                second.get();
            }
        }
    }

    @Test
    void sendsABatchAgainThatWasNotAcknowledged() throws Exception {
        try (Destination forward = open("timeout", "300ms")) {
            CompletableFuture<Void> write = write(forward, "{\"a\":1}\n");
            ArrayValue first;
            try (Socket peer = server.accept(); MessageUnpacker in = unpacker(peer)) {
                first = in.unpackValue().asArrayValue();
                acknowledge(peer, "another chunk");
                try (Socket again = server.accept(); MessageUnpacker inAgain = unpacker(again)) {
                    ArrayValue second = inAgain.unpackValue().asArrayValue();
                    assertEquals(first.toString(), second.toString());
                    acknowledge(again, option(second, "chunk").asStringValue().asString());
                    write.get();
                }
            }
        }
    }

    @Test
    void waitsForNothingWhereItIsNotAsked() throws Exception {
        try (Destination forward = open("ack", "false")) {
            write(forward, "{\"a\":1}\n").get();
            try (Socket peer = server.accept(); MessageUnpacker in = unpacker(peer)) {
                ArrayValue message = in.unpackValue().asArrayValue();
                assertEquals("{\"size\":1}", message.get(2).toJson());
            }
        }
    }

    @Test
    void givesUpABatchThatNobodyTakes() throws Exception {
        server.close();
        try (Destination forward = open("retry-for", "100ms")) {
            String why = assertThrows(ExecutionException.class, write(forward, "x\n")::get).getMessage();
            assertTrue(why.contains("cannot connect to tcp:127.0.0.1:" + server.getLocalPort()), why);
        }
    }

    private Destination open(String... options) {
        ForwardFactory factory = new ForwardFactory();
        String[] all = new String[options.length + 2];
        all[0] = "address";
        all[1] = "tcp:127.0.0.1:" + server.getLocalPort();
        System.arraycopy(options, 0, all, 2, options.length);
        return factory.open(FakeContext.options(factory.options(), all));
    }

    private static CompletableFuture<Void> write(Destination forward, String text) {
        byte[] bytes = ("head" + text).getBytes(StandardCharsets.UTF_8);
        return CompletableFuture.runAsync(() -> {
            try {
                forward.write(bytes, 4, bytes.length - 4, 2);
            } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    private static MessageUnpacker unpacker(Socket peer) throws IOException {
        InputStream in = peer.getInputStream();
        return MessagePack.newDefaultUnpacker(in);
    }

    private static Value option(ArrayValue message, String name) {
        return message.get(2).asMapValue().map().get(ValueFactory.newString(name));
    }

    private static void acknowledge(Socket peer, String chunk) throws IOException {
        OutputStream out = peer.getOutputStream();
        MessagePacker packer = MessagePack.newDefaultPacker(out);
        packer.packMapHeader(1).packString("ack").packString(chunk).flush();
    }
}
