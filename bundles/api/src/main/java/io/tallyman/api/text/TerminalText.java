package io.tallyman.api.text;

import io.tallyman.api.output.LineBuffer;

/**
 * Writes text so that a terminal shows what the text contains. Control characters, terminal escapes, invisible and
 * direction-changing characters, combining marks and bytes that are not UTF-8 are written as {@code \x1b} (a byte),
 * {@code \}{@code u202e} or {@code \}{@code U000e0001} (a character); a backslash is doubled, so that a
 * reader can tell an escape from text that looks like one.
 */
public final class TerminalText extends TextEscaper {
    @Override
    protected boolean mayStand(byte[] bytes, int at, int length) {
        return length == 1 ? bytes[at] == '"' : Glyphs.columns(Utf8.codePoint(bytes, at, length)) > 0;
    }

    @Override
    protected void putEscape(byte[] bytes, int at, int length, LineBuffer out) {
        if (length == 1 && bytes[at] == '\\') {
            out.put('\\').put('\\');
        } else if (length > 1) {
            int point = Utf8.codePoint(bytes, at, length);
            boolean small = point < 0x1_0000;
            out.put('\\').put(small ? 'u' : 'U').hex(point, small ? 4 : 8);
        } else {
            for (int i = 0; i < Math.abs(length); i++) {
                out.put('\\').put('x').hex(bytes[at + i], 2);
            }
        }
    }

    /** How many columns of a terminal a text takes. The text must be well-formed and need no escapes. */
    public static int columns(byte[] bytes, int from, int to) {
        int columns = to - from;
        for (int at = from; at < to; at++) {
            if (bytes[at] < 0) {
                int length = Utf8.sequence(bytes, at, to);
                columns += Glyphs.columns(Utf8.codePoint(bytes, at, length)) - length;
                at += length - 1;
            }
        }
        return columns;
    }

    /** The end of the longest start of such a text that takes no more than so many columns. */
    public static int cut(byte[] bytes, int from, int to, int columns) {
        int left = columns;
        int at = from;
        while (at < to) {
            int length = Utf8.sequence(bytes, at, to);
            left -= length == 1 ? 1 : Glyphs.columns(Utf8.codePoint(bytes, at, length));
            if (left < 0) {
                return at;
            }
            at += length;
        }
        return to;
    }
}
