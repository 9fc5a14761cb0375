package io.tallyman.itests;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** What a trace that was started with {@code --summary json} counted, read from its messages. */
final class Counts {
    private final JsonObject all;

    private Counts(JsonObject all) {
        this.all = all;
    }

    static Counts of(String messages) {
        return new Counts(JsonParser.parseString(messages.lines().filter(line -> line.startsWith("{\"seconds\"")).findFirst()
                .orElseThrow(() -> new AssertionError("no summary in: " + messages))).getAsJsonObject());
    }

    long emitted() {
        return all.get("emitted").getAsLong();
    }

    long read() {
        return all.get("read").getAsLong();
    }

    long lost() {
        return all.get("lost").getAsLong();
    }

    /** A count of the only output of the only session: delivered, dropped or failed. */
    long output(String count) {
        JsonObject session = all.getAsJsonArray("sessions").get(0).getAsJsonObject();
        return session.getAsJsonObject("status").getAsJsonArray("outputs").get(0).getAsJsonObject().get(count).getAsLong();
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
