package io.tallyman.printer.ocsf.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.Document;
import io.tallyman.printing.DocumentPrinter;
import io.tallyman.printing.FieldChoice;
import io.tallyman.printing.PrinterKeys;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code printer = ocsf}: one event of the Open Cybersecurity Schema Framework on each line. */
@Component
public final class OcsfPrinterFactory implements PrinterFactory {

    @Override
    public String name() {
        return "ocsf";
    }

    @Override
    public List<OptionSpec> options() {
        List<OptionSpec> options = new ArrayList<>(List.of(
                PrinterKeys.DECODE));
        options.addAll(FieldChoice.OPTIONS);
        return List.copyOf(options);
    }

    @Override
    public Printer create(Context context) {
        boolean decode = PrinterKeys.isSet(context.options(), PrinterKeys.DECODE);
        return new DocumentPrinter(new Document(new FieldChoice(context.options()).of(OcsfMembers.all(decode)), false));
    }
}
