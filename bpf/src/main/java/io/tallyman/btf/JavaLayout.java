package io.tallyman.btf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a struct or an enum of a BPF object as the text of a Java class. User space then uses the layout that the
 * compiler of the BPF programs has chosen, and nobody has to keep two descriptions alike.
 *
 * <ul>
 * <li>{@code struct plan} becomes the class {@code PlanLayout}: for each member its offset, for each array its
 * number of elements ({@code ROOT_COUNT}), and the size of the struct.
 * <li>An enum whose values are 0, 1, 2 and so on becomes a Java enum, so that {@code ordinal()} is the value.
 * <li>Any other enum becomes a class of constants. The prefix that all constants of an enum share is left out.
 * </ul>
 */
final class JavaLayout {
    private static final String NOTICE = "Generated from the types of the BPF object by the build.";

    private final Btf btf;
    private final String packageName;

    JavaLayout(Btf btf, String packageName) {
        this.btf = btf;
        this.packageName = packageName;
    }

    /** Name of the Java class of a C type. */
    String className(String type) {
        String words = Arrays.stream(type.split("_")).map(word -> upper(word.substring(0, 1)) + word.substring(1))
                .collect(Collectors.joining());
        return btf.isStruct(type) ? words + "Layout" : words;
    }

    /** Text of the Java class of a C type. */
    String text(String type) {
        String body = btf.isStruct(type) ? struct(type) : enumeration(type);
        return "package " + packageName + ";\n\n" + body;
    }

    private String struct(String type) {
        List<String> lines = new ArrayList<>();
        btf.members(type).forEach((name, member) -> {
            lines.add("/** Offset of {@code " + name + "}, " + bytes(member.size()) + ". */");
            lines.add(constant(upper(name), member.offset()));
            if (member.count() > 1) {
                lines.add("/** Number of elements of {@code " + name + "}. */");
                lines.add(constant(upper(name) + "_COUNT", member.count()));
            }
        });
        lines.add("/** Size of the struct. */");
        lines.add(constant("SIZE", btf.size(type)));
        return constants("Layout of {@code struct " + type + "} in bytes.", type, lines);
    }

    private String enumeration(String type) {
        Map<String, Integer> values = btf.values(type);
        int prefix = prefix(List.copyOf(values.keySet()));
        List<Integer> dense = IntStream.range(0, values.size()).boxed().toList();
        if (!List.copyOf(values.values()).equals(dense)) {
            List<String> lines = new ArrayList<>();
            values.forEach((name, value) -> lines.add(constant(name.substring(prefix), value)));
            return constants("Values of {@code enum " + type + "}.", type, lines);
        }
        return "/** {@code enum " + type + "}: the ordinal is the value. " + NOTICE + " */\n"
                + "public enum " + className(type) + " {\n    "
                + values.keySet().stream().map(name -> name.substring(prefix)).collect(Collectors.joining(",\n    "))
                + "\n}\n";
    }

    private String constants(String meaning, String type, List<String> lines) {
        String name = className(type);
        return "/** " + meaning + " " + NOTICE + " */\npublic final class " + name + " {\n    "
                + String.join("\n    ", lines) + "\n\n    private " + name + "() {\n    }\n}\n";
    }

    private static String constant(String name, int value) {
        return "public static final int " + name + " = " + value + ";";
    }

    private static String bytes(int size) {
        return size == 1 ? "1 byte" : size + " bytes";
    }

    /** Length of what all names begin with, up to and with an underscore. */
    private static int prefix(List<String> names) {
        String first = names.get(0);
        int length = first.lastIndexOf('_') + 1;
        while (length > 0 && !startAlike(names, first.substring(0, length))) {
            length = first.lastIndexOf('_', length - 2) + 1;
        }
        return length;
    }

    private static boolean startAlike(List<String> names, String start) {
        return names.stream().allMatch(name -> name.startsWith(start));
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
