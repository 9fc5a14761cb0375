package io.tallyman.output.forward.internal;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;

/**
 * Encodes a line as an entry of the Forward protocol. A JSON object becomes a record with the time that the object
 * holds. Any other line becomes {@code {"message": line}} with the time of writing.
 */
final class RecordEncoder {
    private static final String TIME = "timestamp";
    private static final long NANOS = 1_000_000_000L;

    private final MsgPack out;
    private final Clock clock;
    private long time;

    RecordEncoder(MsgPack out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    void encode(byte[] bytes, int from, int count) {
        Instant now = clock.instant();
        time = now.getEpochSecond() * NANOS + now.getNano();
        int start = out.position();
        out.array(2);
        int timeAt = out.position();
        out.eventTime(0);
        if (count == 0 || bytes[from] != '{' || !isObject(bytes, from, count)) {
            out.position(start);
            out.array(2);
            out.eventTime(time);
            out.map(1);
            out.text("message");
            out.text(bytes, from, count);
            return;
        }
        int end = out.position();
        out.position(timeAt);
        out.eventTime(time);
        out.position(end);
    }

    private boolean isObject(byte[] bytes, int from, int count) {
        try (JsonReader json = new JsonReader(new InputStreamReader(new ByteArrayInputStream(bytes, from, count),
                StandardCharsets.UTF_8))) {
            object(json, true);
            return json.peek() == JsonToken.END_DOCUMENT;
        } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
            return false;
        } catch (IOException e) {
            // the line ends inside the object
            return false;
        }
    }

    private void object(JsonReader json, boolean outermost) throws IOException {
        json.beginObject();
        int begun = out.beginMap();
        int pairs = 0;
        while (json.hasNext()) {
            String name = json.nextName();
            out.text(name);
            if (outermost && name.equals(TIME) && json.peek() == JsonToken.NUMBER) {
                time = json.nextLong();
                out.integer(time, false);
            } else {
                value(json);
            }
            pairs++;
        }
        json.endObject();
        out.count(begun, pairs);
    }

    private void array(JsonReader json) throws IOException {
        json.beginArray();
        int begun = out.beginArray();
        int values = 0;
        while (json.hasNext()) {
            value(json);
            values++;
        }
        json.endArray();
        out.count(begun, values);
    }

    private void value(JsonReader json) throws IOException {
        switch (json.peek()) {
            case BEGIN_OBJECT -> object(json, false);
            case BEGIN_ARRAY -> array(json);
            case STRING -> out.text(json.nextString());
            case BOOLEAN -> out.bool(json.nextBoolean());
            case NUMBER -> number(json.nextString());
            default -> {
                json.nextNull();
                out.nil();
            }
        }
    }

    private void number(String text) {
        if (text.matches("-?\\d{1,18}")) {
            out.integer(Long.parseLong(text), false);
        } else if (text.matches("\\d+") && text.length() <= 20) {
            out.integer(Long.parseUnsignedLong(text), true);
        } else if (text.matches("-\\d+")) {
            out.integer(Long.parseLong(text), false);
        } else {
            out.real(Double.parseDouble(text));
        }
    }
}
