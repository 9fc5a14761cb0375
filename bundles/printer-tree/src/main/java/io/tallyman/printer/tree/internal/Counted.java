package io.tallyman.printer.tree.internal;

import io.tallyman.api.output.LineBuffer;

/** Writes a number of things: {@code 1 process}, {@code 7 processes}. */
final class Counted {
    private Counted() {
    }

    /** @param noun of one thing, in ASCII */
    static LineBuffer put(String before, long number, String noun, LineBuffer out) {
        out.ascii(before).decimal(number).put(' ').ascii(noun);
        return number == 1 ? out : out.ascii(noun.endsWith("s") ? "es" : "s");
    }
}
