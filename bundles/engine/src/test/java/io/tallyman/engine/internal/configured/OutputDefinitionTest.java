package io.tallyman.engine.internal.configured;

import static org.junit.jupiter.api.Assertions.*;
import static org.osgi.service.metatype.AttributeDefinition.*;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.engine.internal.EngineService;
import io.tallyman.engine.internal.FakeContainers;
import io.tallyman.engine.internal.FakeOutputs;
import io.tallyman.engine.internal.output.Plugins;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

class OutputDefinitionTest {
    private final Plugins plugins = new Plugins();
    private final OutputFactory factory =
            new OutputFactory(new EngineService(new FakeContainers(), plugins), plugins, pid -> true);

    private record Kind(String name, List<OptionSpec> options) implements DestinationFactory {
        @Override
        public Destination open(Map<String, String> values) {
            throw new AssertionError("a form opens nothing");
        }
    }

    private List<String> keys(int filter) {
        AttributeDefinition[] found = definition().getAttributeDefinitions(filter);
        return found == null ? null : Arrays.stream(found).map(AttributeDefinition::getID).toList();
    }

    private ObjectClassDefinition definition() {
        return factory.getObjectClassDefinition("io.tallyman.output", null);
    }

    private AttributeDefinition key(String name) {
        return Arrays.stream(definition().getAttributeDefinitions(ObjectClassDefinition.ALL))
                .filter(a -> a.getID().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void shouldDescribeEveryKeyOfThePluginsOfThisMoment() {
        assertEquals(List.of("printer", "destination"), keys(ObjectClassDefinition.REQUIRED));
        assertEquals(List.of("events", "scope", "containers", "fold", "limit", "when-full", "queue", "redact", "sha256",
                "ancestors", "spool", "spool-size"),
                keys(ObjectClassDefinition.OPTIONAL));
        FakeOutputs outputs = new FakeOutputs();
        plugins.addPrinter(outputs.printer);
        plugins.addDestination(new Kind("disk", List.of(
                new OptionSpec("path", Type.PATH, null, List.of(), "A file."),
                new OptionSpec("keep", Type.INTEGER, "5", List.of(), "How many."))));
        plugins.addDestination(new Kind("wire", List.of(
                new OptionSpec("path", Type.PATH, null, List.of(), "A socket."),
                new OptionSpec("keep", Type.CHOICE, "all", List.of("all", "none"), "What."),
                new OptionSpec("token", Type.SECRET, "", List.of(), "Who."))));
        assertEquals(List.of("events", "scope", "containers", "fold", "limit", "when-full", "queue", "redact", "sha256",
                "ancestors", "spool", "spool-size", "colour", "path", "keep", "token"),
                keys(ObjectClassDefinition.OPTIONAL));
        assertArrayEquals(new String[] {"disk", "wire"}, key("destination").getOptionValues());
        assertArrayEquals(new String[] {"short"}, key("printer").getOptionValues());
        assertEquals("destination disk: A file. destination wire: A socket.", key("path").getDescription());
        assertEquals(List.of(STRING, STRING, PASSWORD, BOOLEAN), List.of(key("path").getType(),
                key("keep").getType(), key("token").getType(), key("containers").getType()));
        assertNull(key("keep").getOptionValues());
        assertArrayEquals(new String[] {"4M"}, key("queue").getDefaultValue());
        assertArrayEquals(new String[] {"block", "drop"}, key("when-full").getOptionValues());
    }

    @Test
    void shouldCheckValuesAsTheEngineDoes() {
        assertEquals("", key("queue").validate("16M"));
        assertEquals("allowed is a size such as 8M", key("queue").validate("much"));
        assertEquals("allowed is one of block, drop", key("when-full").validate("wait"));
        assertEquals("", key("events").validate("openat,-kill"));
    }
}
