package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the guide promises of the form of events, by printer. */
final class GuideForm {
    private GuideForm() {
    }

    /** The events of a piece, each as text; what is not of the promised form is an error. */
    static List<String> events(GuideBlock block, byte[] piece) throws IOException {
        String text = new String(piece, StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        switch (block.printer()) {
            case "otlp":
                return records(ExportLogsServiceRequest.parseFrom(piece));
            case "es-bulk":
                return documents(lines);
            case "csv":
                return rows(lines, block.keys().get("fields"));
            case "cef":
                String severity = block.keys().get("severity");
                lines.forEach(line -> assertTrue(line, line.matches("CEF:0(\\|[^|]+){5}\\|" + severity + "\\|.*")));
                return lines;
            default:
                lines.forEach(line -> check(block, JsonParser.parseString(line).getAsJsonObject()));
                return lines;
        }
    }

    private static List<String> records(ExportLogsServiceRequest request) {
        List<String> records = new ArrayList<>();
        request.getResourceLogsList().forEach(logs -> logs.getScopeLogsList().forEach(scope -> {
            assertTrue(scope.toString(), scope.getScope().getName().startsWith("tallyman."));
            scope.getLogRecordsList().forEach(record -> records.add(record.toString()));
        }));
        return records;
    }

    private static List<String> documents(List<String> lines) {
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            assertEquals("logs-tallyman.events-default", JsonParser.parseString(lines.get(i)).getAsJsonObject()
                    .getAsJsonObject("create").get("_index").getAsString());
            checkEcs(JsonParser.parseString(lines.get(i + 1)).getAsJsonObject());
            documents.add(lines.get(i + 1));
        }
        return documents;
    }

    private static List<String> rows(List<String> lines, String fields) {
        lines.stream().limit(1).forEach(header -> assertEquals(fields, header));
        lines.forEach(row -> assertEquals(row, fields.split(",").length, row.split(",", -1).length));
        return lines.stream().skip(1).toList();
    }

    private static void check(GuideBlock block, JsonObject event) {
        switch (block.printer()) {
            case "ecs" -> checkEcs(event);
            case "ocsf" -> assertEquals("1.8.0", event.getAsJsonObject("metadata").get("version").getAsString());
            case "falco" -> checkMembers(event, "output", "priority", "rule", "time", "output_fields", "source", "tags");
            case "splunk-hec" -> checkMembers(event, "time", "host", "event");
            case "json" -> checkJson(block.keys(), event);
            default -> throw new AssertionError("nothing is known of the form of " + block);
        }
    }

    private static void checkMembers(JsonObject event, String... names) {
        assertTrue(event.toString(), event.keySet().containsAll(List.of(names)));
    }

    private static void checkEcs(JsonObject event) {
        assertTrue(event.toString(), event.has("@timestamp"));
        assertEquals("9.4.0", event.getAsJsonObject("ecs").get("version").getAsString());
    }

    private static void checkJson(Map<String, String> keys, JsonObject event) {
        assertTrue(event.toString(), event.has("timestamp") && event.has("eventName"));
        if (keys.containsKey("flat")) {
            event.entrySet().forEach(member -> assertFalse(member.toString(), member.getValue().isJsonObject()));
        }
        for (String dropped : keys.getOrDefault("drop", "").split(",")) {
            assertFalse(dropped, event.has(dropped));
        }
    }
}
