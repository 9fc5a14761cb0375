package io.tallyman.printer.ocsf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tallyman.api.container.Container;
import io.tallyman.api.event.Catalogue;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds events to the schemas of OCSF 1.8.0, which {@code scripts/ocsf-schemas} generates. */
@Tag("heavy")
class OcsfSchemaTest {
    private static final Path SCHEMAS = Path.of("target/ocsf-1.8.0").toAbsolutePath();
    private static final Pattern CLASS = Pattern.compile("\"class_uid\":(\\d+)");
    private static final Map<String, String> CLASSES = Map.of("1007", "process_activity", "1001", "file_activity",
            "4001", "network_activity", "1003", "kernel_activity", "0", "base_event");

    @Test
    void shouldWriteWhatTheSchemaAllows() throws Exception {
        assertEquals(0, new ProcessBuilder("sh", "../../scripts/ocsf-schemas", SCHEMAS.toString()).inheritIO().start()
                .waitFor());
        Map<String, JsonSchema> schemas = new HashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : Golden.print(new OcsfPrinterFactory(), events()).split("\n")) {
            Matcher uid = CLASS.matcher(line);
            uid.find();
            JsonSchema schema = schemas.computeIfAbsent(CLASSES.get(uid.group(1)), OcsfSchemaTest::schema);
            assertEquals(Set.of(), schema.validate(line, InputFormat.JSON), line);
            seen.merge(uid.group(1), 1, Integer::sum);
        }
        assertEquals(CLASSES.keySet(), seen.keySet());
    }

    private static List<FakeEventView> events() {
        Container container = Containers.complete(7);
        List<FakeEventView> events = new ArrayList<>(Samples.all());
        Catalogue.builtIn().all().forEach(type -> events.add(RecordBuilder.of(type.name()).view(container)));
        events.add(RecordBuilder.of("connect").text("addr", "\1\0/run/x").view());
        events.add(RecordBuilder.of("accept4").inet("addr", 80, 127, 0, 0, 1).view());
        events.add(RecordBuilder.of("sched_process_fork").number("child_pid", 53).view());
        return events;
    }

    private static JsonSchema schema(String name) {
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(SCHEMAS.resolve(name + ".json")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
