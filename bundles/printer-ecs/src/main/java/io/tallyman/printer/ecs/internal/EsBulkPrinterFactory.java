package io.tallyman.printer.ecs.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Component;

/** {@code printer = es-bulk}: the same documents, each behind the line that Elasticsearch's {@code _bulk} wants. */
@Component
public final class EsBulkPrinterFactory implements PrinterFactory {
    static final String INDEX = "index";
    /** What Elasticsearch allows, so that a mistake is seen now and not as an error for each document. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9.][a-z0-9._-]{0,254}");

    @Override
    public String name() {
        return "es-bulk";
    }

    @Override
    public List<OptionSpec> options() {
        List<OptionSpec> options = new ArrayList<>(EcsOptions.all());
        options.add(OptionSpec.text(INDEX, "logs-tallyman.events-default",
                "The data stream, alias or index that gets the documents."));
        return List.copyOf(options);
    }

    @Override
    public Printer create(Context context) {
        String index = context.options().get(INDEX);
        if (!NAME.matcher(index).matches()) {
            throw new IllegalArgumentException("key 'index' cannot be '" + index + "': allowed are lower-case letters, "
                    + "digits, dots, dashes and underscores");
        }
        return new BulkPrinter(index, EcsOptions.document(context.options()));
    }
}
