package io.tallyman.printer.splunk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HecPrinterTest {
    private final HecPrinterFactory factory = new HecPrinterFactory();

    @Test
    void shouldWriteEachKindOfEventAsTheFileSays() {
        Golden.check("splunk-hec.ndjson", Golden.print(factory, Samples.all(), "labels", "true", "index", "main"));
    }

    @Test
    void shouldWriteTheKeysThatTheCollectorKnows() {
        for (String line : Golden.print(factory, Samples.all(), "index", "main").split("\n")) {
            assertEquals(Set.of("time", "host", "source", "sourcetype", "index", "event"),
                    JsonParser.parseString(line).getAsJsonObject().keySet());
        }
        assertFalse(Golden.print(factory, Samples.all()).contains("\"index\""));
    }

    @Test
    void shouldWriteTheTimeInSecondsWithSixPlaces() {
        assertEquals("{\"time\":1795312011.000007,\"host\":\"a1b2c3d4e5f6\",\"source\":\"tallyman\","
                + "\"sourcetype\":\"tallyman:event\",\"event\":{\"processName\":\"ls\"}}\n",
                Golden.print(factory, List.of(RecordBuilder.of("kill").time(1_795_312_011_000_007_999L).view()), "fields",
                        "processName"));
    }

    @Test
    void shouldEscapeWhatTheUserSaysOfTheSource() {
        JsonObject line = JsonParser.parseString(Golden.print(factory, List.of(Samples.open()), "source", "a\"b\n"))
                .getAsJsonObject();
        assertEquals("a\"b\n", line.get("source").getAsString());
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        assertEquals(0, Golden.allocationPerEvent(factory, Samples.all(), "labels", "true"));
    }
}
