package io.tallyman.printer.ocsf.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.Document;
import io.tallyman.printing.DocumentPrinter;
import io.tallyman.printing.FieldChoice;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code printer = ocsf}: one event of the Open Cybersecurity Schema Framework on each line. */
@Component
public final class OcsfPrinterFactory implements PrinterFactory {
    private static final String DECODE = "decode";

    @Override
    public String name() {
        return "ocsf";
    }

    @Override
    public List<OptionSpec> options() {
        List<OptionSpec> options = new ArrayList<>(List.of(
                new OptionSpec(DECODE, OptionSpec.Type.BOOLEAN, "true", List.of(),
                        "Write flags, modes and the like as their names instead of numbers.")));
        options.addAll(FieldChoice.OPTIONS);
        return List.copyOf(options);
    }

    @Override
    public Printer create(Context context) {
        boolean decode = Boolean.parseBoolean(context.options().get(DECODE));
        return new DocumentPrinter(new Document(new FieldChoice(context.options()).of(OcsfMembers.all(decode)), false));
    }
}
