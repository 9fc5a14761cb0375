package io.tallyman.printer.json.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.ContainerFragments;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code -o json}: one object on each line, as {@code schema/event.schema.json} describes it. */
@Component
public final class JsonPrinterFactory implements PrinterFactory {
    static final String DECODE = "decode";
    static final String LABELS = "labels";

    private final ContainerFragments plain = new ContainerFragments(new ContainerJson(false)::encode);
    private final ContainerFragments labelled = new ContainerFragments(new ContainerJson(true)::encode);

    @Override
    public String name() {
        return "json";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                new OptionSpec(DECODE, OptionSpec.Type.BOOLEAN, "false", List.of(),
                        "Write flags, modes and the like as their names instead of numbers."),
                new OptionSpec(LABELS, OptionSpec.Type.BOOLEAN, "false", List.of(),
                        "Write the container's labels, too; events wait for them."));
    }

    @Override
    public Printer create(Context context) {
        boolean decode = Boolean.parseBoolean(context.options().get(DECODE));
        boolean labels = Boolean.parseBoolean(context.options().get(LABELS));
        return new JsonPrinter(new EventFragments(decode), labels ? labelled : plain,
                labels ? Metadata.LABELS : Metadata.NAME);
    }
}
