package io.tallyman.printing;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.text.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields a user wants of a document: {@code fields = process,container.name} and {@code drop = process.args}. A
 * field is named by its path in the document. The name of an object stands for all its fields.
 */
public final class FieldChoice {
    private static final String FIELDS = "fields";
    private static final String DROP = "drop";
    /** The keys that a printer with a choice of fields declares. */
    public static final List<OptionSpec> OPTIONS = List.of(
            OptionSpec.text(FIELDS, "", "Write these fields only, parted by commas, by their paths in the output, such as "
                    + "process.pid,container; empty: all."),
            OptionSpec.text(DROP, "", "Leave these fields out, parted by commas, such as process.args,container.labels."));

    private final List<String> wanted;
    private final List<String> dropped;

    /** @param options has the values of {@link #OPTIONS} */
    public FieldChoice(Map<String, String> options) {
        wanted = names(options.get(FIELDS));
        dropped = names(options.get(DROP));
    }

    private static List<String> names(String value) {
        return Arrays.stream(value.split("[,\\s]+")).filter(name -> !name.isEmpty()).toList();
    }

    /** True if nothing is left out. */
    public boolean isAll() {
        return wanted.isEmpty() && dropped.isEmpty();
    }

    /**
     * The members that are wanted, in their order.
     *
     * @throws IllegalArgumentException a name is no field of the document, or nothing is left
     */
    public List<Member> of(List<Member> members) {
        check(FIELDS, wanted, members);
        check(DROP, dropped, members);
        List<Member> chosen = new ArrayList<>();
        for (Member member : members) {
            String path = member.path();
            if (member.value() instanceof ObjectValue object && (isInside(wanted, path) || isInside(dropped, path))) {
                if (wants(path) || isInside(wanted, path)) {
                    chosen.add(member.with(object.only(name -> wants(path + "." + name))));
                }
            } else if (wants(path)) {
                chosen.add(member);
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("keys '" + FIELDS + "' and '" + DROP + "' leave no field");
        }
        return chosen;
    }

    private boolean wants(String path) {
        return (wanted.isEmpty() || covers(wanted, path)) && !covers(dropped, path);
    }

    /** A name covers itself and everything inside. */
    private static boolean covers(List<String> names, String path) {
        return names.stream().anyMatch(name -> path.equals(name) || path.startsWith(name + "."));
    }

    private static boolean isInside(List<String> names, String path) {
        return names.stream().anyMatch(name -> name.startsWith(path + "."));
    }

    private static void check(String key, List<String> names, List<Member> members) {
        for (String name : names) {
            boolean known = members.stream().anyMatch(member -> covers(List.of(name), member.path())
                    || member.value() instanceof ObjectValue object && name.startsWith(member.path() + ".")
                            && object.mayHave(name.substring(member.path().length() + 1)));
            if (!known) {
                Set<String> paths = paths(members);
                throw new IllegalArgumentException("key '" + key + "' has an unknown field '" + name + "'"
                        + Suggestion.of(name, paths) + "; there are " + String.join(", ", paths));
            }
        }
    }

    private static Set<String> paths(List<Member> members) {
        Set<String> paths = new TreeSet<>();
        members.forEach(member -> paths.add(member.path()));
        return paths;
    }
}
