package io.tallyman.engine.internal.configured;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.engine.internal.output.OutputOptions;
import java.util.List;
import org.osgi.service.metatype.AttributeDefinition;

/** One key of an output, as a console's form shows it. */
record OutputAttribute(OptionSpec spec, String text) implements AttributeDefinition {

    /** The same key of another plug-in. */
    OutputAttribute or(OutputAttribute other) {
        boolean sameForm = spec.type() == other.spec.type() && spec.allowed().equals(other.spec.allowed());
        String value = spec.defaultValue() != null && spec.defaultValue().equals(other.spec.defaultValue())
                ? spec.defaultValue() : null;
        return new OutputAttribute(new OptionSpec(spec.name(), sameForm ? spec.type() : Type.TEXT, value,
                sameForm ? spec.allowed() : List.of(), spec.description()), text + " " + other.text);
    }

    @Override
    public String getName() {
        return spec.name();
    }

    @Override
    public String getID() {
        return spec.name();
    }

    @Override
    public String getDescription() {
        return text;
    }

    @Override
    public int getCardinality() {
        return 0;
    }

    @Override
    public int getType() {
        return switch (spec.type()) {
            case BOOLEAN -> BOOLEAN;
            case INTEGER -> LONG;
            case SECRET -> PASSWORD;
            case TEXT, SIZE, DURATION, PATH, CHOICE -> STRING;
        };
    }

    @Override
    public String[] getOptionValues() {
        return spec.allowed().isEmpty() ? null : spec.allowed().toArray(String[]::new);
    }

    @Override
    public String[] getOptionLabels() {
        return getOptionValues();
    }

    /** Empty: the value is allowed. Null would mean that values are not checked. */
    @Override
    public String validate(String value) {
        String allowed = OutputOptions.allowed(spec, value);
        return allowed == null ? "" : "allowed is " + allowed;
    }

    @Override
    public String[] getDefaultValue() {
        return spec.defaultValue() == null || spec.defaultValue().isEmpty() ? null
                : new String[] {spec.defaultValue()};
    }
}
