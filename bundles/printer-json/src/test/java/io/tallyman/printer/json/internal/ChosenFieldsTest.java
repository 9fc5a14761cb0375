package io.tallyman.printer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.Golden;
import io.tallyman.testing.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChosenFieldsTest {
    private final JsonPrinterFactory factory = new JsonPrinterFactory();

    /** Two printers write these lines, and they must agree on names and values. */
    @Test
    void shouldWriteTheSameValuesAsALineWithEveryField() {
        for (FakeEventView event : Samples.all()) {
            JsonObject whole = parse(event, "labels", "true", "decode", "true");
            removeEmpty(whole);
            whole.remove("processorId");
            assertEquals(whole, parse(event, "labels", "true", "decode", "true", "drop", "processorId"));
        }
    }

    private static boolean removeEmpty(JsonElement element) {
        if (element instanceof JsonObject object) {
            object.entrySet().removeIf(e -> !e.getKey().equals("args") && removeEmpty(e.getValue()));
            return object.size() == 0;
        }
        return element instanceof JsonPrimitive value && value.isString() && value.getAsString().isEmpty();
    }

    @Test
    void shouldWriteEachKindOfEventAsTheFileSays() {
        Golden.check("events.ndjson", Golden.print(factory, Samples.all()));
    }

    @Test
    void shouldWriteEachKindOfEventFlatAsTheFileSays() {
        Golden.check("flat.ndjson", Golden.print(factory, Samples.all(), "flat", "true", "labels", "true"));
    }

    @Test
    void shouldHaveNoInnerObjectInAFlatLine() {
        for (FakeEventView event : Samples.all()) {
            for (Map.Entry<String, JsonElement> member : parse(event, "flat", "true", "labels", "true").entrySet()) {
                assertFalse(member.getValue().isJsonObject(), member.toString());
            }
        }
    }

    @Test
    void shouldWriteOnlyTheFieldsThatAreWanted() {
        assertEquals("{\"timestamp\":1795312011228577335,\"container\":{\"name\":\"web\"}}\n",
                Golden.print(factory, List.of(Samples.open()), "fields", "timestamp,container.name"));
        assertEquals("{\"container.name\":\"web\",\"args.pathname\":\"/etc/pässwd\"}\n", Golden.print(factory,
                List.of(Samples.open()), "flat", "true", "fields", "container.name,args.pathname"));
    }

    @Test
    void shouldDropTheValuesOfArgumentsOrSomeArguments() {
        JsonArray args = parse(Samples.open(), "drop", "args.value,args.type").getAsJsonArray("args");
        assertEquals("[{\"name\":\"dirfd\"},{\"name\":\"pathname\"},{\"name\":\"flags\"},{\"name\":\"mode\"}]",
                args.toString());
        args = parse(Samples.open(), "drop", "args.dirfd,args.pathname").getAsJsonArray("args");
        assertEquals("[{\"name\":\"flags\",\"type\":\"int\",\"value\":524865},"
                + "{\"name\":\"mode\",\"type\":\"mode_t\",\"value\":420}]", args.toString());
        assertEquals("{\"args\":[{\"name\":\"pathname\",\"type\":\"const char*\",\"value\":\"/etc/pässwd\"}]}",
                parse(Samples.open(), "fields", "args.pathname").toString());
        assertTrue(parse(Samples.open(), "fields", "args.value").toString().startsWith("{\"args\":[{\"value\":-100},{"));
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        assertEquals(0, Golden.allocationPerEvent(factory, Samples.all(), "flat", "true", "labels", "true"));
        assertEquals(0, Golden.allocationPerEvent(factory, Samples.all(), "drop", "args.value"));
    }

    private JsonObject parse(FakeEventView event, String... options) {
        return JsonParser.parseString(Golden.print(factory, List.of(event), options)).getAsJsonObject();
    }
}
