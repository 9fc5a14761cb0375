package io.tallyman.printer.csv.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.PrinterKeys;
import io.tallyman.printing.TextFields;
import io.tallyman.printing.Value;
import java.util.Arrays;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code printer = csv}: a header, and a row for each event, as RFC 4180 has them but with bare line feeds. */
@Component
public final class CsvPrinterFactory implements PrinterFactory {
    private static final String FIELDS = "fields";
    private static final String HEADER = "header";
    private static final String USUAL = "timestamp,nodeName,containerId,containerName,image,podNamespace,podName,"
            + "hostProcessId,userId,processName,eventName,returnValue,args";

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.text(FIELDS, USUAL, "The columns, parted by commas: " + String.join(", ", TextFields.names()) + "."),
                new OptionSpec(HEADER, OptionSpec.Type.BOOLEAN, "true", List.of(),
                        "Begin with a row that names the columns."),
                PrinterKeys.DECODE);
    }

    @Override
    public Printer create(Context context) {
        String wanted = context.options().get(FIELDS);
        String shown = wanted.equals(USUAL) && context.ancestors() ? USUAL + ",ancestors" : wanted;
        List<String> names = Arrays.stream(shown.split("[,\\s]+"))
                .filter(name -> !name.isEmpty()).toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("key 'fields' names no column");
        }
        TextFields fields = new TextFields(FIELDS, PrinterKeys.isSet(context.options(), PrinterKeys.DECODE),
                context.ancestors());
        Value[] columns = names.stream().map(fields::of).toArray(Value[]::new);
        String header = Boolean.parseBoolean(context.options().get(HEADER)) ? String.join(",", names) : "";
        return new CsvPrinter(header, columns, fields.needs());
    }
}
