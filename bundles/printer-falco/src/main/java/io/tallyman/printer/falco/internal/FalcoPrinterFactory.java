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
import io.tallyman.printing.Value;
import io.tallyman.printing.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code printer = falco}: one object on each line, as Falco writes its alerts; the rule is the name of the event. */
@Component
public final class FalcoPrinterFactory implements PrinterFactory {
    private static final String DECODE = "decode";
    private static final String LABELS = "labels";
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
                new OptionSpec(DECODE, OptionSpec.Type.BOOLEAN, "true", List.of(),
                        "Write flags, modes and the like as their names instead of numbers."),
                new OptionSpec(LABELS, OptionSpec.Type.BOOLEAN, "false", List.of(),
                        "Write the container's labels, too; events wait for them.")));
        options.addAll(FieldChoice.OPTIONS);
        return List.copyOf(options);
    }

    @Override
    public Printer create(Context context) {
        Map<String, String> options = context.options();
        return new DocumentPrinter(new Document(new FieldChoice(options).of(members(options)), false));
    }

    private static List<Member> members(Map<String, String> options) {
        boolean decode = Boolean.parseBoolean(options.get(DECODE));
        Values values = new Values();
        List<Member> members = new ArrayList<>();
        Value given = values.string(event -> event.node().name());
        Value uts = values.utsName();
        members.add(Member.shared("hostname",
                (event, out) -> (event.node().name().isEmpty() ? uts : given).put(event, out)));
        members.add(Member.varying("output", new FalcoOutput(options.get(PRIORITY), decode, values.text())));
        members.addAll(FalcoFields.all(values, decode, Boolean.parseBoolean(options.get(LABELS))));
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
