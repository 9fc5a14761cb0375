package io.tallyman.api.decode;

import io.tallyman.api.output.LineBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Appends bytes of unknown origin in such a form that a reader can trust. What is plain is copied in runs; a subclass
 * says what else may stand as it is, and what takes the place of the rest. Belongs to one thread; allocates nothing
 * once it has seen the longest text.
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
     * True where a character that is not plain may stand as it is. Plain is printable ASCII but quote and backslash.
     *
     * @param length of its well-formed UTF-8
     */
    protected abstract boolean mayStand(byte[] bytes, int at, int length);

    /**
     * Appends what stands for something that may not stand.
     *
     * @param length of its well-formed UTF-8, or minus the number of malformed bytes
     */
    protected abstract void putEscape(byte[] bytes, int at, int length, LineBuffer out);

    /** Takes in {@code count} bytes that already stand behind the buffer's end; in the common case they just stay. */
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

    /** Appends the bytes from one index to before another. */
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

    /** Appends the first characters of a text that comes from outside as well. */
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

    /** An array of at least that size, whose content is anybody's until the next call. */
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
     * Marks the top bit of each byte that is not plain. Bytes above the lowest of them may be marked by a borrow, but
     * nobody looks at those.
     */
    private static long marks(long word) {
        long quote = word ^ '"' * ONES;
        long backslash = word ^ '\\' * ONES;
        long control = word - 0x20 * ONES;
        long delete = word + ONES;
        return (word | control | quote - ONES | backslash - ONES | delete) & TOPS;
    }
}
