package io.tallyman.api.decode;

import io.tallyman.api.decode.Structure.Form;
import io.tallyman.api.decode.Structure.Layout;
import io.tallyman.api.decode.Structure.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the text of all structures. A line without indentation begins a structure: its name and its size in bytes. An
 * indented line is a member: its name, its offset, its size, its form, and the decoder of its numbers if they have
 * names. A structure may come once more with the smaller size that 32-bit programs give it. A structure of the form
 * "by" is a union of structures further up: another argument of the event has the number that stands beside each.
 *
 * <pre>
 * timespec  16
 *   tv_sec  0  8  signed
 *
 * bpf_attr  by  cmd
 *   bpf_map_create  0
 * </pre>
 */
final class StructureText {
    private final Map<String, List<Layout>> layouts = new LinkedHashMap<>();
    private final Map<String, Structure> unions = new HashMap<>();

    private StructureText() {
    }

    static Map<String, Structure> parse(String text) {
        StructureText parsed = new StructureText();
        TextBlocks.read(text, parsed::add);
        Map<String, Structure> all = parsed.unions;
        parsed.layouts.forEach((name, sizes) -> all.put(name, Structure.of(sizes)));
        return Map.copyOf(all);
    }

    private void add(String[] head, List<String> lines) {
        List<String[]> rows = lines.stream().map(TextBlocks::words).toList();
        if (head[1].equals("by")) {
            long[] numbers = rows.stream().mapToLong(row -> Long.decode(row[1])).toArray();
            unions.put(head[0], Structure.by(head[2], numbers,
                    rows.stream().map(row -> layouts.get(row[0]).get(0)).toArray(Layout[]::new)));
            return;
        }
        Layout layout = new Layout(Integer.parseInt(head[1]), rows.stream().map(StructureText::member).toList());
        layouts.computeIfAbsent(head[0], name -> new ArrayList<>()).add(layout);
    }

    private static Member member(String[] row) {
        Form form = switch (row[3]) {
            case "signed" -> Form.SIGNED;
            case "unsigned" -> Form.UNSIGNED;
            case "hex" -> Form.HEX;
            case "text" -> Form.TEXT;
            default -> throw new IllegalArgumentException("unknown form of member: " + row[3]);
        };
        Decoder decoder = row.length == 4 ? null : Symbols.builtIn().decoder(row[4]);
        if (row.length > 4 && decoder == null) {
            throw new IllegalArgumentException("unknown decoder of member: " + row[4]);
        }
        return new Member(row[0], Integer.parseInt(row[1]), Integer.parseInt(row[2]), form, decoder);
    }
}
