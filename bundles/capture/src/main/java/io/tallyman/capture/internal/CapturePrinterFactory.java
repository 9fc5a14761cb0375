package io.tallyman.capture.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code printer = capture}: records events, to be played back with {@code tallyman replay}. */
@Component
public final class CapturePrinterFactory implements PrinterFactory {
    @Override
    public String name() {
        return "capture";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of();
    }

    @Override
    public Printer create(Context context) {
        if (context.terminal()) {
            throw new IllegalArgumentException("a capture is not text and goes to a file: -o capture:/path/file");
        }
        int flags = (context.containerFilter() ? BlockLayout.FLAG_CONTAINER_FILTER : 0)
                | (context.enrichment() ? BlockLayout.FLAG_ENRICHMENT : 0)
                | (context.origins() ? BlockLayout.FLAG_ORIGINS : 0);
        return new CapturePrinter(flags, SessionText.of(context.events(), context.filters()));
    }
}
