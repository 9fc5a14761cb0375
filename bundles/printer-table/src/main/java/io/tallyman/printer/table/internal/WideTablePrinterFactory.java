package io.tallyman.printer.table.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code -o table-wide}: the columns of {@code table}, and all that is known of the container. */
@Component
public final class WideTablePrinterFactory implements PrinterFactory {
    @Override
    public String name() {
        return "table-wide";
    }

    @Override
    public List<OptionSpec> options() {
        return TablePrinterFactory.OPTIONS;
    }

    @Override
    public Printer create(Context context) {
        return TablePrinter.of(context, true);
    }
}
