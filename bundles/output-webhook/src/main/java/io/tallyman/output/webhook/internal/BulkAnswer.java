package io.tallyman.output.webhook.internal;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.tallyman.delivery.PermanentFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The answer of {@code _bulk} of Elasticsearch and OpenSearch: a status for each event, in their order. */
final class BulkAnswer {
    private BulkAnswer() {
    }

    /**
     * Reads the statuses.
     *
     * @return null if the answer says that nothing went wrong
     * @throws PermanentFailure this is no answer of {@code _bulk}
     */
    static List<Integer> statuses(byte[] body) throws PermanentFailure {
        Boolean errors = null;
        List<Integer> statuses = new ArrayList<>();
        try (JsonReader json = new JsonReader(new InputStreamReader(new ByteArrayInputStream(body),
                StandardCharsets.UTF_8))) {
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "errors" -> errors = json.nextBoolean();
                    case "items" -> items(json, statuses);
                    default -> json.skipValue();
                }
            }
            json.endObject();
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw stranger(e.getMessage());
        }
        if (errors == null && statuses.isEmpty()) {
            throw stranger("neither 'errors' nor 'items' is in there");
        }
        return Boolean.FALSE.equals(errors) ? null : statuses;
    }

    /** Whether a request that was refused as a whole has an answer of Elasticsearch or OpenSearch: one in JSON. */
    static boolean isError(byte[] body) {
        try {
            return JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).isJsonObject();
        } catch (JsonParseException e) {
            return false;
        }
    }

    /** Who answers so knows nothing of the events: perhaps another web server has the address. */
    private static PermanentFailure stranger(String why) {
        return PermanentFailure.ofSetup("the answer is none of _bulk: " + why);
    }

    /** {@code [{"create": {"status": 201, ...}}, ...]}. */
    private static void items(JsonReader json, List<Integer> statuses) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            json.beginObject();
            json.nextName();
            int status = 0;
            json.beginObject();
            while (json.hasNext()) {
                if (json.nextName().equals("status") && json.peek() == JsonToken.NUMBER) {
                    status = json.nextInt();
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
            json.endObject();
            statuses.add(status);
        }
        json.endArray();
    }
}
