package io.tallyman.printer.cef.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.PrinterKeys;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;

/** {@code printer = cef}: one line of the Common Event Format for each event, for a destination that speaks syslog. */
@Component
public final class CefPrinterFactory implements PrinterFactory {
    private static final String SEVERITY = "severity";
    private static final int LARGEST_SEVERITY = 10;

    @Override
    public String name() {
        return "cef";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                new OptionSpec(SEVERITY, OptionSpec.Type.INTEGER, "2", List.of(), "The severity of all events, 0 to 10."),
                PrinterKeys.DECODE);
    }

    @Override
    public Printer create(Context context) {
        String severity = context.options().get(SEVERITY);
        if (severity.length() > 2 || Integer.parseInt(severity) > LARGEST_SEVERITY) {
            throw new IllegalArgumentException("key 'severity' cannot be '" + severity + "': allowed is 0 to 10");
        }
        Bundle bundle = FrameworkUtil.getBundle(CefPrinterFactory.class);
        return new CefPrinter(bundle == null ? "0" : bundle.getVersion().toString(), severity,
                PrinterKeys.isSet(context.options(), PrinterKeys.DECODE), context.ancestors());
    }
}
