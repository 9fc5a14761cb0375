package io.tallyman.printer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random records, written by the printer and read back by gson, against what gson builds of the same event. */
class GsonComparisonTest {
    private static final long SEED = 20_261_122;
    private static final int[] BYTES = {1, 8, 9, 10, 13, 27, 31, ' ', '"', '\\', '/', 'a', 'z', '<', 0x7f, 0x80, 0xa0,
        0xbf, 0xc3, 0xa4, 0xe2, 0x80, 0xa8, 0xed, 0xf0, 0x9f, 0x98, 0x80, 0xff};

    private final Random random = new Random(SEED);
    private final Lines lines = new Lines();

    @Test
    void readsBackEveryFieldOfRandomEventsOfAllTypes() {
        for (int round = 0; round < 101; round++) {
            for (EventType type : Catalogue.builtIn().all()) {
                FakeEventView event = random(type);
                JsonObject read = JsonParser.parseString(lines.print(event)).getAsJsonObject();
                assertEquals(expected(event).toString(), read.toString());
            }
        }
    }

    private FakeEventView random(EventType type) {
        RecordBuilder record = RecordBuilder.of(type.name()).time(number()).threadStart(number()).cgroup(number())
                .returnValue(number()).hostTask(random.nextInt(), random.nextInt(1 << 22), random.nextInt())
                .task(random.nextInt(), random.nextInt(), random.nextInt()).uid(number()).cpu(random.nextInt(4_096))
                .namespaces(number(), number()).comm(text(16)).uts(text(64));
        for (Field field : type.fields()) {
            if (!field.kind().isVariable()) {
                record.number(field.name(), number());
            } else if (random.nextInt(7) == 0) {
                record.unreadable(field.name(), number());
            } else if (field.kind() != FieldKind.BYTES && random.nextInt(5) > 0) {
                record.bytes(field.name(), field.kind() == FieldKind.SOCKADDR ? new byte[0] : text(71));
            }
        }
        return record.view();
    }

    private long number() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(1_000);
            case 1 -> random.nextInt();
            case 2 -> 1L << random.nextInt(64);
            default -> random.nextLong();
        };
    }

    private byte[] text(int limit) {
        byte[] bytes = new byte[random.nextInt(limit + 1)];
        boolean plain = random.nextInt(3) == 0;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = plain ? (byte) ('a' + random.nextInt(26)) : (byte) BYTES[random.nextInt(BYTES.length)];
        }
        return bytes;
    }

    private static JsonObject expected(EventView event) {
        JsonObject json = new JsonObject();
        json.addProperty("timestamp", event.time());
        json.addProperty("threadStartTime", event.threadStartTime());
        json.addProperty("processorId", event.cpu());
        json.addProperty("processId", event.pid());
        json.addProperty("cgroupId", unsigned(event.cgroupId()));
        json.addProperty("threadId", event.tid());
        json.addProperty("parentProcessId", event.ppid());
        json.addProperty("hostProcessId", event.hostPid());
        json.addProperty("hostThreadId", event.hostTid());
        json.addProperty("hostParentProcessId", event.hostPpid());
        json.addProperty("entityId", "9f0c2b7e41d3-" + event.hostPid() + "-" + event.processStart());
        json.addProperty("userId", event.uid());
        json.addProperty("mountNamespace", event.mountNamespace());
        json.addProperty("pidNamespace", event.pidNamespace());
        json.addProperty("processName", event.comm());
        json.addProperty("hostName", event.utsName());
        json.addProperty("containerId", "");
        json.add("container", new JsonObject());
        json.add("kubernetes", new JsonObject());
        json.addProperty("eventId", Integer.toString(event.type().id()));
        json.addProperty("eventName", event.type().name());
        json.addProperty("argsNum", event.type().fields().size());
        json.addProperty("returnValue", event.returnValue());
        json.addProperty("syscall", event.type().isSyscall() ? event.type().name() : "");
        json.add("contextFlags", JsonParser.parseString("{\"containerStarted\":false,\"isCompat\":false}"));
        json.add("args", args(event));
        return json;
    }

    private static JsonArray args(EventView event) {
        JsonArray args = new JsonArray();
        for (int i = 0; i < event.type().fields().size(); i++) {
            Field field = event.type().fields().get(i);
            JsonObject arg = new JsonObject();
            arg.addProperty("name", field.name());
            arg.addProperty("type", field.type());
            arg.add("value", value(event, i, field));
            if (field.kind().isVariable() && event.isUnreadable(i)) {
                arg.addProperty("unreadable", true);
                if (event.address(i) != 0) {
                    arg.addProperty("address", unsigned(event.address(i)));
                }
            }
            args.add(arg);
        }
        return args;
    }

    private static JsonElement value(EventView event, int i, Field field) {
        if (field.kind().isVariable() && (event.isNull(i) || event.isUnreadable(i))) {
            return JsonNull.INSTANCE;
        }
        return switch (field.kind()) {
            case INT, UINT, LONG -> new JsonPrimitive(event.number(i));
            case ULONG, POINTER -> new JsonPrimitive(unsigned(event.number(i)));
            case BOOL -> new JsonPrimitive(event.number(i) == 1);
            case STRING -> new JsonPrimitive(event.text(i));
            case STRINGS -> strings(event, i);
            case SOCKADDR -> JsonParser.parseString("{\"sa_family\":\"\",\"data\":\"\"}");
            case BYTES -> throw new AssertionError("structures have a test of their own");
        };
    }

    private static JsonArray strings(EventView event, int i) {
        byte[] bytes = new byte[event.byteLength(i)];
        event.copyBytes(i, bytes, 0);
        JsonArray strings = new JsonArray();
        for (int from = 0; from < bytes.length;) {
            int to = from;
            while (to < bytes.length && bytes[to] != 0) {
                to++;
            }
            strings.add(new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8));
            from = to + 1;
        }
        return strings;
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
