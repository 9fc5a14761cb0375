package io.tallyman.printer.splunk.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.ArgsObject;
import io.tallyman.printing.Document;
import io.tallyman.printing.DocumentPrinter;
import io.tallyman.printing.FieldChoice;
import io.tallyman.printing.Member;
import io.tallyman.printing.OwnMembers;
import io.tallyman.printing.PrinterKeys;
import io.tallyman.printing.Value;
import io.tallyman.printing.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * {@code printer = splunk-hec}: objects for Splunk's HTTP Event Collector, one on each line. The event has the names of
 * Tallyman's own JSON, and the arguments as one object.
 */
@Component
public final class HecPrinterFactory implements PrinterFactory {
    private static final String INDEX = "index";
    private static final String SOURCE = "source";
    private static final String SOURCETYPE = "sourcetype";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int NANOS_PER_MICRO = 1_000;

    @Override
    public String name() {
        return "splunk-hec";
    }

    @Override
    public List<OptionSpec> options() {
        List<OptionSpec> options = new ArrayList<>(List.of(
                OptionSpec.text(INDEX, "", "The index that gets the events; empty: the one of the token."),
                OptionSpec.text(SOURCE, "tallyman", "What the events say of their source."),
                OptionSpec.text(SOURCETYPE, "tallyman:event", "What the events say of their source type."),
                PrinterKeys.DECODE,
                PrinterKeys.LABELS));
        options.addAll(FieldChoice.OPTIONS);
        return List.copyOf(options);
    }

    @Override
    public Printer create(Context context) {
        Map<String, String> options = context.options();
        boolean decode = PrinterKeys.isSet(options, PrinterKeys.DECODE);
        Values values = new Values();
        List<Member> members = envelope(values, options);
        List<Member> event = OwnMembers.all(values, new ArgsObject(values.args(), decode), decode,
                PrinterKeys.isSet(options, PrinterKeys.LABELS));
        new FieldChoice(options).of(event).forEach(member -> members.add(member.below("event")));
        return new DocumentPrinter(new Document(members, false));
    }

    private static List<Member> envelope(Values values, Map<String, String> options) {
        List<Member> members = new ArrayList<>();
        members.add(Member.varying("time", HecPrinterFactory::putTime));
        Value given = values.string(event -> event.node().name());
        Value uts = values.utsName();
        members.add(Member.shared("host", (event, out) -> (event.node().name().isEmpty() ? uts : given).put(event, out)));
        for (String key : List.of(SOURCE, SOURCETYPE, INDEX)) {
            members.add(Member.shared(key, values.string(event -> options.get(key))));
        }
        return members;
    }

    /** Seconds with six places. Splunk keeps no more. */
    private static void putTime(EventView event, LineBuffer out) {
        long time = event.time();
        out.decimal(time / NANOS_PER_SECOND).put('.');
        int micros = (int) (time % NANOS_PER_SECOND) / NANOS_PER_MICRO;
        for (int unit = 100_000; unit > 0; unit /= 10) {
            out.put('0' + micros / unit % 10);
        }
    }
}
