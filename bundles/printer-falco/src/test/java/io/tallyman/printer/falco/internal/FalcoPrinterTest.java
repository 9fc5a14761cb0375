package io.tallyman.printer.falco.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tallyman.testing.Golden;
import io.tallyman.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FalcoPrinterTest {
    private static final Set<String> PRIORITIES = Set.of("Emergency", "Alert", "Critical", "Error", "Warning", "Notice",
            "Informational", "Debug");

    private final FalcoPrinterFactory factory = new FalcoPrinterFactory();

    @Test
    void shouldWriteEachKindOfEventAsTheFileSays() {
        Golden.check("falco.ndjson", Golden.print(factory, Samples.all(), "labels", "true"));
    }

    /** What falcosidekick decodes: it refuses an alert without one of these, or with another type. */
    @Test
    void shouldWriteWhatFalcosidekickDecodes() {
        for (String line : Golden.print(factory, Samples.all()).split("\n")) {
            JsonObject alert = JsonParser.parseString(line).getAsJsonObject();
            assertEquals(Set.of("hostname", "output", "output_fields", "priority", "rule", "source", "tags", "time"),
                    alert.keySet());
            assertTrue(PRIORITIES.contains(alert.get("priority").getAsString()));
            assertTrue(alert.get("time").getAsString().matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{9}Z"));
            assertTrue(alert.get("tags").isJsonArray());
            for (Map.Entry<String, JsonElement> field : alert.getAsJsonObject("output_fields").entrySet()) {
                assertTrue(field.getKey().equals("evt.arg.argv") || field.getValue().isJsonPrimitive(), field.toString());
            }
        }
    }

    @Test
    void shouldCallTheHostAContainerAsFalcoDoes() {
        String line = Golden.print(factory, List.of(Samples.exit()));
        assertTrue(line.contains("\"container.id\":\"host\",\"container.name\":\"host\""), line);
        assertTrue(line.contains(" container.id=host\""), line);
    }

    @Test
    void shouldWriteOnlyTheFieldsThatAreWanted() {
        assertEquals("{\"output_fields\":{\"evt.type\":\"openat\",\"container.name\":\"web\"},\"rule\":\"openat\"}\n",
                Golden.print(factory, List.of(Samples.open()), "fields",
                        "rule,output_fields.evt.type,output_fields.container.name"));
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        assertEquals(0, Golden.allocationPerEvent(factory, Samples.all()));
    }
}
