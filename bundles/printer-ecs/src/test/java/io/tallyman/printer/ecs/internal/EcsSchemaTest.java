package io.tallyman.printer.ecs.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.tallyman.api.event.Catalogue;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds documents to names and types of the schema. The table {@code ecs-facts.txt} has the facts on each name that the
 * printer uses; {@code scripts/ecs-facts} makes the table from Elastic's own package.
 */
class EcsSchemaTest {
    private static final String OWN = "tallyman.";
    private static final Map<String, String[]> FACTS = facts();

    private static Map<String, String[]> facts() {
        try (InputStream in = EcsSchemaTest.class.getResourceAsStream("/ecs-facts.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ")).collect(Collectors.toMap(fact -> fact[0], fact -> fact));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldHaveAFactOnEachNameOfTheSchemaThatIsWritten() {
        assertEquals(FACTS.keySet(), EcsMembers.all(true).stream().map(member -> member.path())
                .filter(path -> !path.startsWith(OWN)).collect(Collectors.toSet()));
    }

    @Test
    void shouldWriteNamesAndTypesOfTheSchema() {
        List<FakeEventView> events = new ArrayList<>(Samples.all());
        Catalogue.builtIn().all().forEach(type -> events.add(RecordBuilder.of(type.name()).view()));
        String[] lines = Golden.print(new EcsPrinterFactory(), events, "labels", "true").split("\n");
        assertEquals(events.size(), lines.length);
        for (String line : lines) {
            JsonObject document = JsonParser.parseString(line).getAsJsonObject();
            document.entrySet().forEach(e -> check(e.getKey(), e.getValue()));
            checkCategory(document.getAsJsonObject("event"));
        }
    }

    private static void check(String path, JsonElement value) {
        String[] fact = FACTS.get(path);
        if (fact == null && !path.equals("tallyman")) {
            assertTrue(value.isJsonObject(), path + " is no name of the schema");
            value.getAsJsonObject().entrySet().forEach(e -> check(path + "." + e.getKey(), e.getValue()));
        } else if (fact != null && fact[2].equals("array")) {
            assertTrue(value.isJsonArray(), path);
            JsonArray all = value.getAsJsonArray();
            all.forEach(element -> checkValue(path, fact, element));
        } else if (fact != null) {
            checkValue(path, fact, value);
        }
    }

    private static void checkValue(String path, String[] fact, JsonElement value) {
        String type = fact[1];
        if (type.equals("object")) {
            value.getAsJsonObject().entrySet().forEach(e -> assertTrue(e.getValue().isJsonPrimitive()
                    && !e.getKey().contains("."), path));
            return;
        }
        JsonPrimitive primitive = value.getAsJsonPrimitive();
        assertTrue(type.equals("long") ? primitive.isNumber() : primitive.isString(), path + " is no " + type);
        assertTrue(!type.equals("date") || primitive.getAsString()
                .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{9}Z"), path);
        assertTrue(fact.length == 3 || allowed(fact).containsKey(primitive.getAsString()), path + " cannot be " + value);
    }

    /** The words that are allowed, and the types that each category may have. */
    private static Map<String, List<String>> allowed(String[] fact) {
        return Arrays.stream(fact[3].split(",")).map(word -> word.split("[()]"))
                .collect(Collectors.toMap(word -> word[0], word -> word.length == 1 ? List.of()
                        : List.of(word[1].split("\\|"))));
    }

    private static void checkCategory(JsonObject event) {
        if (event.has("category")) {
            List<String> types = allowed(FACTS.get("event.category")).get(event.getAsJsonArray("category").get(0)
                    .getAsString());
            event.getAsJsonArray("type").forEach(type -> assertTrue(types.contains(type.getAsString()), event.toString()));
        }
    }
}
