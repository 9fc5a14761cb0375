package io.tallyman.printer.ecs.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.DocumentPrinter;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code printer = ecs}: one document of the Elastic Common Schema on each line. */
@Component
public final class EcsPrinterFactory implements PrinterFactory {
    @Override
    public String name() {
        return "ecs";
    }

    @Override
    public List<OptionSpec> options() {
        return EcsOptions.all();
    }

    @Override
    public Printer create(Context context) {
        return new DocumentPrinter(EcsOptions.document(context.options()));
    }
}
