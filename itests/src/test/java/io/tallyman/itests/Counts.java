package io.tallyman.itests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** What a trace that was started with {@code --summary json} counted, read from its messages. */
final class Counts {
    private final JsonObject all;

    private Counts(JsonObject all) {
        this.all = all;
    }

    static Counts of(String messages) {
        String line = messages.lines().filter(l -> l.startsWith("{") && l.contains("\"sessions\"")).findFirst()
                .orElseThrow(() -> new AssertionError("no summary in: " + messages));
        return new Counts(JsonParser.parseString(line).getAsJsonObject());
    }

    long emitted() {
        return all.get("emitted").getAsLong();
    }

    long read() {
        return all.get("read").getAsLong();
    }

    /** What was left out because somebody asked for fewer events. */
    long withheld() {
        return all.getAsJsonObject("withheld").entrySet().stream().mapToLong(counter -> counter.getValue().getAsLong()).sum();
    }

    long lost() {
        return all.get("lost").getAsLong();
    }

    /** How many events of this session passed its filter. */
    long matched(String session) {
        return status(session).get("matched").getAsLong();
    }

    /** A count of the only output of this session: delivered, dropped, failed or queuedBytes. */
    long output(String session, String count) {
        return status(session).getAsJsonArray("outputs").get(0).getAsJsonObject().get(count).getAsLong();
    }

    private JsonObject status(String session) {
        for (JsonElement one : all.getAsJsonArray("sessions")) {
            if (one.getAsJsonObject().get("name").getAsString().equals(session)) {
                return one.getAsJsonObject().getAsJsonObject("status");
            }
        }
        throw new AssertionError("no session " + session + " in " + all);
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
