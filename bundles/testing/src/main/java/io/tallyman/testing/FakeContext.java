package io.tallyman.testing;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.PrinterFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a printer is made for, as the engine would say it. */
public record FakeContext(Map<String, String> options, List<String> events, List<String> filters,
        boolean containerFilter, boolean enrichment, boolean origins, boolean ancestors, boolean terminal, int width,
        boolean colour) implements PrinterFactory.Context {

    /** A pipe of a session that neither filters by container nor enriches; keys and values follow each other. */
    public static FakeContext of(PrinterFactory factory, String... options) {
        return new FakeContext(options(factory.options(), options), List.of(), List.of(), false, false, false, false,
                false, 0, false);
    }

    /** Declared keys with their defaults, and these on top. */
    public static Map<String, String> options(List<OptionSpec> declared, String... values) {
        Map<String, String> options = new HashMap<>();
        for (OptionSpec spec : declared) {
            if (spec.defaultValue() != null) {
                options.put(spec.name(), spec.defaultValue());
            }
        }
        for (int i = 0; i < values.length; i += 2) {
            options.put(values[i], values[i + 1]);
        }
        return Map.copyOf(options);
    }

    /** The same with a container filter, enriched or not. */
    public FakeContext containers(boolean enriched) {
        return new FakeContext(options, events, filters, true, enriched, origins, ancestors, terminal, width, colour);
    }

    /** The same on a terminal. */
    public FakeContext terminal(int columns, boolean coloured) {
        return new FakeContext(options, events, filters, containerFilter, enrichment, origins, ancestors, true, columns,
                coloured);
    }

    /** The same where events come with the ancestors of their processes. */
    public FakeContext withAncestors() {
        return new FakeContext(options, events, filters, containerFilter, enrichment, origins, true, terminal, width,
                colour);
    }

    /** The same where events tell how their processes came into their containers. */
    public FakeContext withOrigins() {
        return new FakeContext(options, events, filters, containerFilter, enrichment, true, ancestors, terminal, width,
                colour);
    }
}
