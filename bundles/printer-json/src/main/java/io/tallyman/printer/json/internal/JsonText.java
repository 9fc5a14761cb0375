package io.tallyman.printer.json.internal;

import static io.tallyman.printer.json.internal.JsonPrinter.key;

import io.tallyman.api.decode.Utf8;
import io.tallyman.api.output.LineBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes bytes of unknown origin as the inside of a JSON string. What needs no escape is copied in runs, and what is
 * not UTF-8 becomes U+FFFD. Belongs to one thread.
 */
final class JsonText {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};
    private static final byte[][] ESCAPES = escapes();

    private byte[] aside = new byte[256];

    /** Takes in {@code count} bytes that already stand behind the buffer's end; in the common case they just stay. */
    void escapeTail(int count, LineBuffer out) {
        byte[] bytes = out.array();
        int from = out.length();
        int end = from + count;
        int plain = plainEnd(bytes, from, end);
        out.length(plain);
        if (plain < end) {
            byte[] rest = aside(end - plain);
            System.arraycopy(bytes, plain, rest, 0, end - plain);
            escape(rest, 0, end - plain, out);
        }
    }

    /** Appends the bytes from one index to before another. */
    void escape(byte[] bytes, int from, int to, LineBuffer out) {
        int run = from;
        int at = plainEnd(bytes, from, to);
        while (at < to) {
            int next = at + 1;
            byte[] escape;
            if (bytes[at] >= 0) {
                escape = ESCAPES[bytes[at]];
            } else {
                int length = Utf8.sequence(bytes, at, to);
                next = at + Math.abs(length);
                escape = length > 0 ? null : REPLACEMENT;
            }
            if (escape != null) {
                out.put(bytes, run, at - run).put(escape);
                run = next;
            }
            at = plainEnd(bytes, next, to);
        }
        out.put(bytes, run, to - run);
    }

    /** An array of at least that size, whose content is anybody's until the next call. */
    byte[] aside(int size) {
        if (aside.length < size) {
            aside = new byte[Math.max(size, 2 * aside.length)];
        }
        return aside;
    }

    /** Index of the first byte that is not printable ASCII without need of an escape, or {@code to}. */
    private static int plainEnd(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long marks = special((long) WORD.get(bytes, at));
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >> 3);
            }
        }
        while (at < to && bytes[at] >= 0 && ESCAPES[bytes[at]] == null) {
            at++;
        }
        return at;
    }

    /**
     * The top bit of each byte that is special, for the lowest special byte at least: a borrow may mark bytes above it,
     * which the caller never looks at.
     */
    private static long special(long word) {
        long quote = word ^ '"' * ONES;
        long backslash = word ^ '\\' * ONES;
        long control = word - 0x20 * ONES;
        return (word | (control & ~word) | (quote - ONES & ~quote) | (backslash - ONES & ~backslash)) & TOPS;
    }

    private static byte[][] escapes() {
        byte[][] table = new byte[128][];
        for (int i = 0; i < 0x20; i++) {
            table[i] = key(String.format("\\u%04x", i));
        }
        table['\b'] = key("\\b");
        table['\t'] = key("\\t");
        table['\n'] = key("\\n");
        table['\f'] = key("\\f");
        table['\r'] = key("\\r");
        table['"'] = key("\\\"");
        table['\\'] = key("\\\\");
        return table;
    }
}
