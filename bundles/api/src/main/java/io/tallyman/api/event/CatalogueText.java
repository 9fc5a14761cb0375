package io.tallyman.api.event;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the catalogue's text: an unindented line starts an event, the first indented one is its sentence, each further
 * one a field. Columns are parted by two blanks or more. A number's names follow a colon, its unit an "@".
 *
 * <pre>
 * 257  openat  fs  257/56  0.1  fd
 *   Opens or creates a file relative to a directory.
 *   dirfd  int  int:fd  Directory that a relative path starts from.
 * </pre>
 */
final class CatalogueText {
    private CatalogueText() {
    }

    static List<EventType> parse(String file, String text) {
        List<EventType> types = new ArrayList<>();
        String[] lines = text.split("\n");
        int i = 0;
        while (i < lines.length) {
            if (isBlank(lines[i])) {
                i++;
                continue;
            }
            int end = i + 1;
            while (end < lines.length && lines[end].startsWith(" ")) {
                end++;
            }
            try {
                types.add(event(lines, i, end));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
            i = end;
        }
        return types;
    }

    private static boolean isBlank(String line) {
        return line.isBlank() || line.startsWith("#");
    }

    private static EventType event(String[] lines, int from, int to) {
        String[] head = columns(lines[from] + "  ", 6);
        Set<String> sets = new LinkedHashSet<>();
        for (String set : head[2].split(",")) {
            if (!set.equals("-")) {
                sets.add(set);
            }
        }
        String[] numbers = head[3].equals("-") ? new String[] {"-1", "-1"} : head[3].split("/");
        boolean syscall = !head[3].equals("-");
        if (syscall) {
            sets.add("syscalls");
        }
        List<Field> fields = new ArrayList<>();
        for (int i = from + 2; i < to; i++) {
            fields.add(field(lines[i]));
        }
        return new EventType(Integer.parseInt(head[0]), head[1], Set.copyOf(sets), number(numbers[0]),
                number(numbers[1]), head[4], head[5].strip().equals("fd"),
                lines[from + 1].strip(), List.copyOf(fields));
    }

    private static Field field(String line) {
        String[] c = columns(line.strip(), 4);
        int at = c[2].indexOf('@');
        String unit = at < 0 ? "" : c[2].substring(at + 1);
        String[] kind = (at < 0 ? c[2] : c[2].substring(0, at)).split(":", 2);
        return new Field(c[0], c[1], FieldKind.of(kind[0]), kind.length == 1 ? "" : kind[1], unit, c[3]);
    }

    private static int number(String text) {
        return text.equals("-") ? -1 : Integer.parseInt(text);
    }

    /** By hand: a regular expression costs each start of a trace more, above all the compiler's time for it. */
    private static String[] columns(String line, int count) {
        String[] columns = new String[count];
        int from = 0;
        for (int i = 0; i < count - 1; i++) {
            int end = line.indexOf("  ", from);
            if (end < 0) {
                throw new IllegalArgumentException(count + " columns expected: " + line);
            }
            columns[i] = line.substring(from, end);
            from = end;
            while (from < line.length() && line.charAt(from) == ' ') {
                from++;
            }
        }
        columns[count - 1] = line.substring(from);
        return columns;
    }
}
