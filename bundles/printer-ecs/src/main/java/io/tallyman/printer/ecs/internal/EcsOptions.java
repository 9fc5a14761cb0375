package io.tallyman.printer.ecs.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.printing.Document;
import io.tallyman.printing.FieldChoice;
import io.tallyman.printing.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The keys that both printers of this bundle know. */
final class EcsOptions {
    private static final String DECODE = "decode";
    private static final String LABELS = "labels";
    private static final List<OptionSpec> OWN = List.of(
            new OptionSpec(DECODE, OptionSpec.Type.BOOLEAN, "true", List.of(),
                    "Write flags, modes and the like as their names instead of numbers."),
            new OptionSpec(LABELS, OptionSpec.Type.BOOLEAN, "false", List.of(),
                    "Write the container's labels, too; events wait for them."));

    private EcsOptions() {
    }

    static List<OptionSpec> all() {
        List<OptionSpec> all = new ArrayList<>(OWN);
        all.addAll(FieldChoice.OPTIONS);
        return all;
    }

    static Document document(Map<String, String> options) {
        boolean labels = Boolean.parseBoolean(options.get(LABELS));
        List<Member> members = EcsMembers.all(Boolean.parseBoolean(options.get(DECODE))).stream()
                .filter(member -> labels || !member.path().equals(EcsMembers.LABELS)).toList();
        return new Document(new FieldChoice(options).of(members), false);
    }
}
