package io.tallyman.printer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Writes what the schema says of each event's arguments, one event a line, from the catalogue. */
class EventSchemaTest {
    private static final Path FILE = Path.of("src/main/resources/schema/event.schema.json");
    private static final String HEAD = "see EventSchemaTest.\",\n      \"allOf\": [\n";
    private static final String TAIL = "\n      ]\n";

    private final Gson gson = new Gson();

    @Test
    void isCurrent() throws Exception {
        String committed = Files.readString(FILE);
        int from = committed.indexOf(HEAD) + HEAD.length();
        String current = committed.substring(0, from) + Catalogue.builtIn().all().stream().map(this::event)
                .collect(Collectors.joining(",\n")) + committed.substring(committed.indexOf(TAIL, from - 1));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(FILE, current);
            committed = current;
        }
        assertEquals(current, committed, "the schema is not what the catalogue says; write it anew with: "
                + "mvn -f bundles/printer-json/pom.xml test -Dtest=EventSchemaTest -Ddocs.write=true");
    }

    private String event(EventType type) {
        String args = type.fields().stream().map(this::argument).collect(Collectors.joining(","));
        return "        {\"if\":{\"properties\":{\"eventName\":{\"const\":" + gson.toJson(type.name())
                + "}}},\"then\":{\"description\":" + gson.toJson(type.description())
                + ",\"properties\":{\"eventId\":{\"const\":\"" + type.id() + "\"},\"args\":{"
                + (args.isEmpty() ? "" : "\"prefixItems\":[" + args + "],") + "\"maxItems\":" + type.fields().size()
                + "}}}}";
    }

    private String argument(Field field) {
        String unit = field.unit().isEmpty() ? "" : " (" + field.unit() + ")";
        return "{\"description\":" + gson.toJson(field.description() + unit) + ",\"properties\":{\"name\":{\"const\":"
                + gson.toJson(field.name()) + "},\"type\":{\"const\":" + gson.toJson(field.type())
                + "},\"value\":{" + value(field) + "}}}";
    }

    private static String value(Field field) {
        return switch (field.kind()) {
            case BOOL -> "\"type\":\"boolean\"";
            case STRING -> reference("string");
            case BYTES -> reference("optionalStructure");
            case STRINGS -> reference("strings");
            case SOCKADDR -> reference("address");
            default -> reference(Symbols.builtIn().decoder(field) == null ? "integer" : "named");
        };
    }

    private static String reference(String name) {
        return "\"$ref\":\"#/$defs/" + name + "\"";
    }
}
