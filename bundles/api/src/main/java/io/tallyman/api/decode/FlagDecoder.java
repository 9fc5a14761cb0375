package io.tallyman.api.decode;

import io.tallyman.api.output.LineBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Decodes bits and fields of bits: {@code O_WRONLY|O_CREAT|0x80000000}. Of two names for the same bits, the first one
 * that fits is written.
 */
final class FlagDecoder implements Decoder {
    private final Symbol[] symbols;

    FlagDecoder(List<Symbol> symbols) {
        this.symbols = symbols.toArray(new Symbol[0]);
    }

    @Override
    public void put(long value, LineBuffer out) {
        int start = out.length();
        long rest = value;
        long open = -1;
        for (Symbol symbol : symbols) {
            if ((symbol.mask() & open) == symbol.mask() && (rest & symbol.mask()) == symbol.value()) {
                separate(start, out).ascii(symbol.name());
                rest &= ~symbol.mask();
                open &= ~symbol.mask();
            }
        }
        if (rest != 0) {
            separate(start, out).ascii("0x").hex(rest);
        } else if (out.length() == start) {
            out.put('0');
        }
    }

    @Override
    public List<String> names() {
        return Arrays.stream(symbols).map(Symbol::name).toList();
    }

    private static LineBuffer separate(int start, LineBuffer out) {
        return out.length() == start ? out : out.put('|');
    }
}
