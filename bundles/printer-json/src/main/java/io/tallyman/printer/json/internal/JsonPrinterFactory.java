package io.tallyman.printer.json.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.ContainerFragments;
import io.tallyman.printing.Document;
import io.tallyman.printing.DocumentPrinter;
import io.tallyman.printing.FieldChoice;
import io.tallyman.printing.Member;
import io.tallyman.printing.OwnMembers;
import io.tallyman.printing.PrinterKeys;
import io.tallyman.printing.Values;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code -o json}: one object on each line, as {@code schema/event.schema.json} describes it. */
@Component
public final class JsonPrinterFactory implements PrinterFactory {
    static final String FLAT = "flat";

    private final ContainerFragments plain = new ContainerFragments(new ContainerJson(false)::encode);
    private final ContainerFragments labelled = new ContainerFragments(new ContainerJson(true)::encode);

    @Override
    public String name() {
        return "json";
    }

    @Override
    public List<OptionSpec> options() {
        List<OptionSpec> options = new ArrayList<>(List.of(
                PrinterKeys.decode(false),
                PrinterKeys.LABELS,
                new OptionSpec(FLAT, OptionSpec.Type.BOOLEAN, "false", List.of(),
                        "Write no inner objects: container.name and args.pathname are members of the line; what is empty "
                                + "is left out.")));
        options.addAll(FieldChoice.OPTIONS);
        return List.copyOf(options);
    }

    @Override
    public Printer create(Context context) {
        boolean flat = Boolean.parseBoolean(context.options().get(FLAT));
        FieldChoice choice = new FieldChoice(context.options());
        return flat || !choice.isAll() ? document(context, choice, flat) : whole(context);
    }

    private static Printer document(Context context, FieldChoice choice, boolean flat) {
        boolean decode = PrinterKeys.isSet(context.options(), PrinterKeys.DECODE);
        Values values = new Values();
        List<Member> members = OwnMembers.all(values, new ArgsArray(values.text(), decode), decode,
                PrinterKeys.isSet(context.options(), PrinterKeys.LABELS));
        return new DocumentPrinter(new Document(choice.of(members), flat));
    }

    /** Most outputs want every field, so there is a printer for these alone. */
    private Printer whole(Context context) {
        boolean decode = PrinterKeys.isSet(context.options(), PrinterKeys.DECODE);
        boolean labels = PrinterKeys.isSet(context.options(), PrinterKeys.LABELS);
        return new JsonPrinter(new EventFragments(decode), labels ? labelled : plain,
                labels ? Metadata.LABELS : Metadata.NAME);
    }
}
