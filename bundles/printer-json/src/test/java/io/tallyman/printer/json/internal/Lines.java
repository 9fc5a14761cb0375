package io.tallyman.printer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.testing.FakeContext;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What the printer makes of an event; every line is held against the schema. */
final class Lines {
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Lines.class.getResourceAsStream("/schema/event.schema.json"));

    private final Printer printer;

    Lines(String... options) {
        JsonPrinterFactory factory = new JsonPrinterFactory();
        printer = factory.create(FakeContext.of(factory, options));
    }

    /** The line, without the end of line that it must have. */
    String print(EventView event) {
        LineBuffer out = new LineBuffer(1);
        printer.print(event, out);
        String line = new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
        assertEquals(line.length() - 1, line.indexOf('\n'), line);
        assertEquals(Set.of(), SCHEMA.validate(line, InputFormat.JSON), line);
        return line.substring(0, line.length() - 1);
    }
}
