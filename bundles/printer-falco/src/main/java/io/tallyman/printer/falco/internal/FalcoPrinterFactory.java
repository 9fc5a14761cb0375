package io.tallyman.printer.falco.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.Document;
import io.tallyman.printing.DocumentPrinter;
import io.tallyman.printing.FieldChoice;
import io.tallyman.printing.Member;
import io.tallyman.printing.PrinterKeys;
import io.tallyman.printing.Value;
import io.tallyman.printing.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code printer = falco}: one object on each line, as Falco writes its alerts; the rule is the name of the event. */
@Component
public final class FalcoPrinterFactory implements PrinterFactory {
    private static final String PRIORITY = "priority";

    @Override
    public String name() {
        return "falco";
    }

    @Override
    public List<OptionSpec> options() {
        List<OptionSpec> options = new ArrayList<>(List.of(
                new OptionSpec(PRIORITY, OptionSpec.Type.CHOICE, "Informational", List.of("Emergency", "Alert", "Critical",
                        "Error", "Warning", "Notice", "Informational", "Debug"), "The priority of all events."),
                PrinterKeys.DECODE,
                PrinterKeys.LABELS));
        options.addAll(FieldChoice.OPTIONS);
        return List.copyOf(options);
    }

    @Override
    public Printer create(Context context) {
        Map<String, String> options = context.options();
        return new DocumentPrinter(new Document(new FieldChoice(options).of(members(options)), false));
    }

    private static List<Member> members(Map<String, String> options) {
        boolean decode = PrinterKeys.isSet(options, PrinterKeys.DECODE);
        Values values = new Values();
        List<Member> members = new ArrayList<>();
        Value given = values.string(event -> event.node().name());
        Value uts = values.utsName();
        members.add(Member.shared("hostname",
                (event, out) -> (event.node().name().isEmpty() ? uts : given).put(event, out)));
        members.add(Member.varying("output", new FalcoOutput(options.get(PRIORITY), decode, values.text())));
        members.addAll(FalcoFields.all(values, decode, PrinterKeys.isSet(options, PrinterKeys.LABELS)));
        members.add(Member.shared("priority", values.constant(options.get(PRIORITY))));
        members.add(Member.shared("rule", values.string(event -> event.type().name())));
        members.add(Member.shared("source", values.constant("syscall")));
        members.add(Member.shared("tags", FalcoPrinterFactory::putTags));
        members.add(Member.varying("time", values.utcTime(EventView::time)));
        return members;
    }

    private static void putTags(EventView event, LineBuffer out) {
        out.ascii(event.container() == null ? "[\"tallyman\",\"host\"]" : "[\"tallyman\",\"container\"]");
    }
}
