package io.tallyman.printer.table.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code -o table}: the columns of Tracee's table. */
@Component
public final class TablePrinterFactory implements PrinterFactory {
    static final String DECODE = "decode";

    static final List<OptionSpec> OPTIONS = List.of(new OptionSpec(DECODE, OptionSpec.Type.BOOLEAN, "true", List.of(),
            "Write flags, modes, errors and the like as their names instead of numbers."));

    @Override
    public String name() {
        return "table";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public Printer create(Context context) {
        return TablePrinter.of(context, false);
    }
}
