package io.tallyman.api.decode;

import io.tallyman.api.output.LineBuffer;

/**
 * Writes text so that what a terminal shows is what it says. Control characters, terminal escapes, invisible and
 * direction-changing characters, combining marks and bytes that are not UTF-8 are written as {@code \x1b} (a byte),
 * {@code \}{@code u202e} or {@code \}{@code U000e0001} (a character); a backslash is doubled, so that it can be told
 * which was which.
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

    /** How many columns of a terminal are taken by well-formed text that may stand as it is. */
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

    /** Where such text is to be cut to take at most so many columns. */
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
