package io.tallyman.output.forward.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ImmutableArrayValue;

class RecordEncoderTest {
    private static final String NOW = "0000001100000007";

    private final MsgPack out = new MsgPack();
    private final RecordEncoder encoder =
            new RecordEncoder(out, Clock.fixed(Instant.ofEpochSecond(17, 7), ZoneOffset.UTC));

    @Test
    void keepsEveryValueOfAnEventAndItsTime() throws IOException {
        String json = "{\"timestamp\":1795312011228577335,\"cgroupId\":18446744073709551615,\"returnValue\":-2,"
                + "\"least\":-9223372036854775808,\"name\":\"gr\u00fcn\\n\",\"container\":{},\"flags\":{\"a\":true,"
                + "\"b\":false},\"args\":[{\"value\":null},{\"value\":[\"ls\",\"\"]},{\"value\":128}],\"x\":1.5}";
        ImmutableArrayValue entry = entry(json);
        assertEquals(json, entry.get(1).toJson());
        assertEquals(String.format("%08x%08x", 1_795_312_011, 228_577_335), time(entry));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TIME  UID", "", "{", "{\"a\":1", "{\"a\":1}{", "{a}", "{\"n\":99999999999999999999999}x",
        "a message that is longer than thirty-one bytes"})
    void sendsAnyOtherLineAsAMessage(String line) throws IOException {
        ImmutableArrayValue entry = entry(line);
        assertEquals(line, entry.get(1).asMapValue().map().values().iterator().next().asStringValue().asString());
        assertEquals(1, entry.get(1).asMapValue().size());
        assertEquals(NOW, time(entry));
    }

    @Test
    void takesNoTimeFromInsideOfARecord() throws IOException {
        assertEquals(NOW, time(entry("{\"a\":{\"timestamp\":5}}")));
    }

    @Test
    void growsWithItsRecords() throws IOException {
        String json = "{\"a\":\"" + "x".repeat(300_007) + "\"}";
        assertEquals(json, entry(json).get(1).toJson());
    }

    private static String time(ImmutableArrayValue entry) {
        assertEquals(0, entry.get(0).asExtensionValue().getType());
        return HexFormat.of().formatHex(entry.get(0).asExtensionValue().getData());
    }

    private ImmutableArrayValue entry(String line) throws IOException {
        byte[] bytes = ("head" + line).getBytes(StandardCharsets.UTF_8);
        out.clear();
        encoder.encode(bytes, 4, bytes.length - 4);
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(out.written())) {
            ImmutableArrayValue entry = unpacker.unpackValue().asArrayValue();
            assertEquals(2, entry.size());
            assertEquals(out.position(), unpacker.getTotalReadBytes());
            return entry;
        }
    }
}
