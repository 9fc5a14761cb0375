package io.tallyman.api.text;

import io.tallyman.api.output.LineBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Appends bytes of unknown origin in a form that a reader can trust. Plain characters are copied in runs. A subclass
 * decides which other characters are copied, and writes an escape for the rest. Plain is printable ASCII without quote
 * and backslash.
 *
 * <p>One object serves one thread. The object allocates only when a text is longer than all texts before.
 */
public abstract class TextEscaper {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final boolean[] PLAIN = new boolean[256];

    static {
        for (int i = 0x20; i < 0x7f; i++) {
            PLAIN[i] = i != '"' && i != '\\';
        }
    }

    private byte[] aside = new byte[256];

    /**
     * Whether a character that is not plain is copied without an escape.
     *
     * @param at     index of the character's first byte
     * @param length number of bytes of the character, which are well-formed UTF-8
     */
    protected abstract boolean mayStand(byte[] bytes, int at, int length);

    /**
     * Appends the escape of a character or of malformed bytes.
     *
     * @param at     index of the first byte
     * @param length number of bytes of the character, or minus the number of malformed bytes
     */
    protected abstract void putEscape(byte[] bytes, int at, int length, LineBuffer out);

    /** Appends {@code count} bytes that the caller wrote behind the buffer's end. Plain bytes are not copied again. */
    public final void takeTail(int count, LineBuffer out) {
        byte[] bytes = out.array();
        int end = out.length() + count;
        int plain = plainEnd(bytes, out.length(), end);
        out.length(plain);
        if (plain < end) {
            byte[] rest = aside(end - plain);
            System.arraycopy(bytes, plain, rest, 0, end - plain);
            put(rest, 0, end - plain, out);
        }
    }

    /** Appends the bytes from index {@code from} up to, but without, index {@code to}. */
    public final void put(byte[] bytes, int from, int to, LineBuffer out) {
        int run = from;
        int at = plainEnd(bytes, from, to);
        while (at < to) {
            int length = Utf8.sequence(bytes, at, to);
            int next = at + Math.abs(length);
            if (length < 0 || !mayStand(bytes, at, length)) {
                out.put(bytes, run, at - run);
                putEscape(bytes, at, length, out);
                run = next;
            }
            at = plainEnd(bytes, next, to);
        }
        out.put(bytes, run, to - run);
    }

    /** Appends at most {@code limit} chars from the start of a text of unknown origin. */
    public final void put(String text, int limit, LineBuffer out) {
        int count = Math.min(limit, text.length());
        byte[] bytes = out.ensure(3 * count + 1);
        int at = out.length();
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[at++] = (byte) c;
            } else {
                int point = text.codePointAt(i);
                i += point >>> 16 == 0 ? 0 : 1;
                at = encode(point, bytes, at);
            }
        }
        takeTail(at - out.length(), out);
    }

    /** A scratch array of at least {@code size} bytes. Each method of this object may overwrite the array. */
    public final byte[] aside(int size) {
        if (aside.length < size) {
            aside = new byte[Math.max(size, 2 * aside.length)];
        }
        return aside;
    }

    private static int encode(int point, byte[] bytes, int from) {
        int at = from;
        if (point < 0x800) {
            bytes[at++] = (byte) (0xc0 | point >> 6);
        } else if (point < 0x1_0000) {
            bytes[at++] = (byte) (0xe0 | point >> 12);
            bytes[at++] = (byte) (0x80 | point >> 6 & 0x3f);
        } else {
            bytes[at++] = (byte) (0xf0 | point >> 18);
            bytes[at++] = (byte) (0x80 | point >> 12 & 0x3f);
            bytes[at++] = (byte) (0x80 | point >> 6 & 0x3f);
        }
        bytes[at++] = (byte) (0x80 | point & 0x3f);
        return at;
    }

    private static int plainEnd(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long marks = marks((long) WORD.get(bytes, at));
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >> 3);
            }
        }
        while (at < to && PLAIN[bytes[at] & 0xff]) {
            at++;
        }
        return at;
    }

    /**
     * Sets the top bit of each byte that is not plain. A borrow may set the top bit of further bytes above the lowest
     * such byte; the caller uses the lowest only.
     */
    private static long marks(long word) {
        long quote = word ^ '"' * ONES;
        long backslash = word ^ '\\' * ONES;
        long control = word - 0x20 * ONES;
        long delete = word + ONES;
        return (word | control | quote - ONES | backslash - ONES | delete) & TOPS;
    }
}
