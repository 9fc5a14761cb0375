package io.tallyman.printer.otlp.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printing.FieldChoice;
import io.tallyman.printing.Member;
import io.tallyman.printing.PrinterKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Component;

/** {@code printer = otlp}: OpenTelemetry's log records in protobuf, for a destination that takes whole requests. */
@Component
public final class OtlpPrinterFactory implements PrinterFactory {
    private static final long NANOS_PER_MILLI = 1_000_000;

    @Override
    public String name() {
        return "otlp";
    }

    @Override
    public List<OptionSpec> options() {
        List<OptionSpec> options = new ArrayList<>(List.of(
                PrinterKeys.DECODE,
                PrinterKeys.LABELS));
        options.addAll(FieldChoice.OPTIONS);
        return List.copyOf(options);
    }

    @Override
    public Printer create(Context context) {
        return create(context.options(), () -> System.currentTimeMillis() * NANOS_PER_MILLI);
    }

    static Printer create(Map<String, String> options, LongSupplier clock) {
        Attributes attributes = new Attributes();
        List<Member> resource = OtlpMembers.resource(attributes, PrinterKeys.isSet(options, PrinterKeys.LABELS));
        List<Member> record = OtlpMembers.record(attributes, PrinterKeys.isSet(options, PrinterKeys.DECODE));
        List<Member> all = new ArrayList<>(resource);
        all.addAll(record);
        List<String> paths = resource.stream().map(Member::path).toList();
        List<Member> chosen = new FieldChoice(options).of(all);
        return new OtlpPrinter(chosen.stream().filter(member -> paths.contains(member.path())).toList(),
                chosen.stream().filter(member -> !paths.contains(member.path())).toList(), clock);
    }
}
