package io.tallyman.output.webhook.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The answer of Splunk's HTTP Event Collector to a batch that the collector refuses.
 *
 * @param isOfEvent    an event is what the collector cannot take; else the configuration of either side is wrong, or
 *                     somebody else has answered
 * @param invalidEvent the number of the event that is wrong, from 0, or {@link #NONE} if the answer names none
 */
record HecAnswer(boolean isOfEvent, int invalidEvent) {
    /** No event has this number. */
    static final int NONE = -1;
    /**
     * Invalid data format, no field {@code event}, a blank one, wrong indexed fields. The others are of the configuration,
     * also 7 (incorrect index), which names an event as well.
     */
    private static final Set<Integer> OF_EVENT = Set.of(6, 12, 13, 15);

    static HecAnswer of(byte[] body) {
        try {
            JsonObject answer = JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
            return new HecAnswer(OF_EVENT.contains(number(answer.get("code"))), number(answer.get("invalid-event-number")));
        } catch (JsonParseException | IllegalStateException e) {
            return new HecAnswer(false, NONE);
        }
    }

    private static int number(JsonElement value) {
        try {
            return value == null ? NONE : value.getAsInt();
        } catch (NumberFormatException | IllegalStateException | UnsupportedOperationException e) {
            return NONE;
        }
    }
}
