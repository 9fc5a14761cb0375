package io.tallyman.engine.internal.configured;

import io.tallyman.engine.internal.output.DestinationPlug;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.engine.internal.output.PrinterPlug;
import io.tallyman.engine.Engine;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Every key that an output can have with the printers and destinations of this moment. */
final class OutputDefinition implements ObjectClassDefinition {
    private final List<AttributeDefinition> required = new ArrayList<>();
    private final List<AttributeDefinition> optional = new ArrayList<>();

    OutputDefinition(List<PrinterPlug> printers, List<DestinationPlug> destinations) {
        Map<String, OutputAttribute> plugKeys = new LinkedHashMap<>();
        printers.forEach(p -> p.options().forEach(o -> merge(plugKeys, "printer " + p.name(), o)));
        destinations.forEach(d -> d.options().forEach(o -> merge(plugKeys, "destination " + d.name(), o)));
        required.add(choice(OutputConfiguration.PRINTER, printers.stream().map(PrinterPlug::name).toList()));
        required.add(choice(OutputConfiguration.DESTINATION,
                destinations.stream().map(DestinationPlug::name).toList()));
        OutputConfiguration.KEYS.stream()
                .filter(k -> k != OutputConfiguration.PRINTER && k != OutputConfiguration.DESTINATION)
                .forEach(k -> optional.add(new OutputAttribute(k, k.description())));
        plugKeys.keySet().removeAll(OutputConfiguration.KEYS.stream().map(OptionSpec::name).toList());
        optional.addAll(plugKeys.values());
    }

    private static OutputAttribute choice(OptionSpec key, List<String> names) {
        return new OutputAttribute(new OptionSpec(key.name(), names.isEmpty() ? Type.TEXT : Type.CHOICE, null,
                names.stream().distinct().sorted().toList(), key.description()), key.description());
    }

    /** Two plug-ins may know the same key; then its form is whatever one of them takes. */
    private static void merge(Map<String, OutputAttribute> keys, String plug, OptionSpec spec) {
        keys.merge(spec.name(), new OutputAttribute(spec, plug + ": " + spec.description()), OutputAttribute::or);
    }

    @Override
    public String getName() {
        return "Tallyman output";
    }

    @Override
    public String getID() {
        return Engine.OUTPUT_PID;
    }

    @Override
    public String getDescription() {
        return "One output of the trace: which events, printed how, written where.";
    }

    @Override
    public AttributeDefinition[] getAttributeDefinitions(int filter) {
        List<AttributeDefinition> chosen = new ArrayList<>();
        if ((filter & REQUIRED) != 0) {
            chosen.addAll(required);
        }
        if ((filter & OPTIONAL) != 0) {
            chosen.addAll(optional);
        }
        return chosen.isEmpty() ? null : chosen.toArray(AttributeDefinition[]::new);
    }

    @Override
    public InputStream getIcon(int size) {
        return null;
    }
}
