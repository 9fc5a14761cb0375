package io.tallyman.printer.ecs.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.printing.Document;
import io.tallyman.printing.FieldChoice;
import io.tallyman.printing.Member;
import io.tallyman.printing.PrinterKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The keys that both printers of this bundle know. */
final class EcsOptions {
    private static final List<OptionSpec> OWN = List.of(
            PrinterKeys.DECODE,
            PrinterKeys.LABELS);

    private EcsOptions() {
    }

    static List<OptionSpec> all() {
        List<OptionSpec> all = new ArrayList<>(OWN);
        all.addAll(FieldChoice.OPTIONS);
        return all;
    }

    static Document document(Map<String, String> options) {
        boolean labels = PrinterKeys.isSet(options, PrinterKeys.LABELS);
        List<Member> members = EcsMembers.all(PrinterKeys.isSet(options, PrinterKeys.DECODE)).stream()
                .filter(member -> labels || !member.path().equals(EcsMembers.LABELS)).toList();
        return new Document(new FieldChoice(options).of(members), false);
    }
}
