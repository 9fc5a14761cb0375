package io.tallyman.output.webhook.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;

/** The answer of Splunk's HTTP Event Collector to a batch that has an event which the collector cannot take. */
final class HecAnswer {
    /** The status of such an answer. */
    static final int STATUS = 400;
    private static final String NUMBER = "invalid-event-number";

    private HecAnswer() {
    }

    /** The number of the event that is wrong, from 0, or -1 if the answer names none. */
    static int invalidEvent(byte[] body) {
        try {
            JsonObject answer = JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
            return answer.has(NUMBER) ? answer.get(NUMBER).getAsInt() : -1;
        } catch (JsonParseException | IllegalStateException | NumberFormatException | UnsupportedOperationException e) {
            return -1;
        }
    }
}
