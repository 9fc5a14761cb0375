package io.tallyman.printer.template.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.PrinterKeys;
import io.tallyman.printing.TextFields;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code printer = template}: lines that follow a template of the user. */
@Component
public final class TemplatePrinterFactory implements PrinterFactory {
    static final String TEMPLATE = "template";

    @Override
    public String name() {
        return TEMPLATE;
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.text(TEMPLATE, null, "The line, as {time} {containerName} {args.pathname}; {{ is a brace, "
                        + "\\t a tab. Fields: " + String.join(", ", TextFields.names()) + "."),
                PrinterKeys.DECODE);
    }

    @Override
    public Printer create(Context context) {
        boolean decode = PrinterKeys.isSet(context.options(), PrinterKeys.DECODE);
        TextFields fields = new TextFields(TEMPLATE, decode, context.ancestors());
        return new TemplatePrinter(new TemplateParser(fields).parse(context.options().get(TEMPLATE)), fields.needs());
    }
}
