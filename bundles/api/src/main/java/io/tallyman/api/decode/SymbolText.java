package io.tallyman.api.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the text of all symbols. A line without indentation begins a decoder: the name of the decoder, the form of its
 * numbers, and the architecture if the decoder is for one architecture only. An indented line gives a name and its
 * value. For flags, the bits that the name describes may follow after a slash; without these, the name describes the
 * bits of its value. A decoder of the form "by" chooses among decoders further up by another argument of the event,
 * which the line names in place of the architecture.
 *
 * <pre>
 * open_flags  flags  aarch64
 *   O_RDONLY  0/3
 *   O_CREAT  0x40
 *
 * socket_protocol  by  domain
 *   ip_protocol  2
 * </pre>
 */
final class SymbolText {
    private SymbolText() {
    }

    static Map<String, Decoder> parse(String text, String architecture) {
        Map<String, Decoder> decoders = new HashMap<>();
        TextBlocks.read(text, (head, lines) -> {
            if (head.length == 2 || head[2].equals(architecture)) {
                decoders.put(head[0], decoder(head[1], symbols(lines)));
            } else if (head[1].equals("by")) {
                decoders.put(head[0], choosing(head[2], symbols(lines), decoders));
            }
        });
        return Map.copyOf(decoders);
    }

    private static Decoder decoder(String form, List<Symbol> symbols) {
        return switch (form) {
            case "flags" -> new FlagDecoder(symbols);
            case "number" -> new NumberDecoder(symbols);
            case "octal" -> new OctalDecoder();
            default -> throw new IllegalArgumentException("unknown form of decoder: " + form);
        };
    }

    /** The names are those of decoders further up. */
    private static Decoder choosing(String other, List<Symbol> choices, Map<String, Decoder> decoders) {
        return new ChoosingDecoder(other, choices.stream().mapToLong(Symbol::value).toArray(),
                choices.stream().map(choice -> decoders.get(choice.name())).toArray(Decoder[]::new));
    }

    private static List<Symbol> symbols(List<String> lines) {
        List<Symbol> symbols = new ArrayList<>();
        for (String line : lines) {
            symbols.add(symbol(line));
        }
        return symbols;
    }

    /** Without a regular expression: there are thousands of symbols, and each start of a trace reads them. */
    private static Symbol symbol(String line) {
        int blank = line.indexOf(' ');
        String value = blank < 0 ? "" : line.substring(blank).strip();
        if (value.isEmpty() || value.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("a name and a value expected: " + line);
        }
        int slash = value.indexOf('/');
        long bits = Long.decode(slash < 0 ? value : value.substring(0, slash));
        return new Symbol(line.substring(0, blank), bits, slash < 0 ? bits : Long.decode(value.substring(slash + 1)));
    }
}
