package io.tallyman.api.decode;

import io.tallyman.api.output.LineBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Decodes numbers that have one name each. A number without a name is written as a number. */
final class NumberDecoder implements Decoder {
    private final Symbol[] symbols;
    private final Symbol[] sorted;
    private final String[] small;

    NumberDecoder(List<Symbol> symbols) {
        this.symbols = symbols.toArray(new Symbol[0]);
        sorted = this.symbols.clone();
        Arrays.sort(sorted, Comparator.comparingLong(Symbol::value));
        small = new String[256];
        for (Symbol symbol : symbols) {
            if (symbol.value() >= 0 && symbol.value() < small.length && small[(int) symbol.value()] == null) {
                small[(int) symbol.value()] = symbol.name();
            }
        }
    }

    @Override
    public void put(long value, LineBuffer out) {
        String name = value >= 0 && value < small.length ? small[(int) value] : search(value);
        if (name == null) {
            out.decimal(value);
        } else {
            out.ascii(name);
        }
    }

    @Override
    public List<String> names() {
        return Arrays.stream(symbols).map(Symbol::name).toList();
    }

    private String search(long value) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle].value() < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from < sorted.length && sorted[from].value() == value ? sorted[from].name() : null;
    }
}
