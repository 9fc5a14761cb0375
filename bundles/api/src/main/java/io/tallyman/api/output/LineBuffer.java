package io.tallyman.api.output;

import java.util.Arrays;

/**
 * Bytes that a printer appends to. One buffer serves one thread. A buffer that grows takes a larger array, so
 * {@link #array} has to be called again after each call that may append.
 */
public final class LineBuffer {
    private static final byte[] DIGIT_PAIRS = new byte[200];
    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] MIN_LONG = "-9223372036854775808".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /**
     * Powers of ten by the number of their zeros; the first entry is zero, since the number zero has one digit, too.
     */
    private static final long[] POWERS = new long[19];
    private static final int NINE_DIGITS = 1_000_000_000;

    static {
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = Math.max(POWERS[i - 1], 1) * 10;
        }
        for (int i = 0; i < 100; i++) {
            DIGIT_PAIRS[2 * i] = (byte) ('0' + i / 10);
            DIGIT_PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
    }

    private byte[] bytes;
    private int length;

    /** Makes an empty buffer that grows when more than so many bytes are put into it. */
    public LineBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** The array that holds the bytes, from index 0 up to, but without, {@link #length}. */
    public byte[] array() {
        return bytes;
    }

    /** Number of bytes in the buffer. */
    public int length() {
        return length;
    }

    /** Sets the number of bytes: cuts bytes off, or adds bytes that were written to the array behind the end. */
    public void length(int newLength) {
        length = newLength;
    }

    /** Takes out all bytes; the array is kept. */
    public void clear() {
        length = 0;
    }

    /** Makes room for {@code more} bytes behind the end. Returns the array with that room. */
    public byte[] ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
        return bytes;
    }

    /** Appends the lowest 8 bits of a number as one byte. */
    public LineBuffer put(int b) {
        ensure(1)[length++] = (byte) b;
        return this;
    }

    /** Appends all bytes of an array. */
    public LineBuffer put(byte[] source) {
        return put(source, 0, source.length);
    }

    /** Appends {@code count} bytes of an array from index {@code from} on. */
    public LineBuffer put(byte[] source, int from, int count) {
        System.arraycopy(source, from, ensure(count), length, count);
        length += count;
        return this;
    }

    /** Appends text that is known to be ASCII. */
    @SuppressWarnings("deprecation") // the one bulk copy of Latin-1 text that allocates nothing
    public LineBuffer ascii(String text) {
        text.getBytes(0, text.length(), ensure(text.length()), length);
        length += text.length();
        return this;
    }

    /** Appends a signed number in decimal. */
    public LineBuffer decimal(long value) {
        if (value >= 0 && value < 10) {
            return put('0' + (int) value);
        }
        if (value == Long.MIN_VALUE) {
            return put(MIN_LONG);
        }
        byte[] target = ensure(20);
        long rest = value;
        if (rest < 0) {
            target[length++] = '-';
            rest = -rest;
        }
        length += digits(rest);
        int at = length;
        // nine digits at a time fit an int, which is divided in half the time
        while (rest > Integer.MAX_VALUE) {
            long quotient = rest / NINE_DIGITS;
            at = nineDigits((int) (rest - quotient * NINE_DIGITS), target, at);
            rest = quotient;
        }
        lastDigits((int) rest, target, at);
        return this;
    }

    private static int nineDigits(int value, byte[] target, int end) {
        int at = end;
        int rest = value;
        for (int i = 0; i < 4; i++) {
            int quotient = rest / 100;
            int pair = rest - quotient * 100 << 1;
            target[--at] = DIGIT_PAIRS[pair + 1];
            target[--at] = DIGIT_PAIRS[pair];
            rest = quotient;
        }
        target[--at] = (byte) ('0' + rest);
        return at;
    }

    private static void lastDigits(int value, byte[] target, int end) {
        int at = end;
        int rest = value;
        while (rest >= 100) {
            int quotient = rest / 100;
            int pair = rest - quotient * 100 << 1;
            target[--at] = DIGIT_PAIRS[pair + 1];
            target[--at] = DIGIT_PAIRS[pair];
            rest = quotient;
        }
        int pair = rest << 1;
        target[--at] = DIGIT_PAIRS[pair + 1];
        if (rest >= 10) {
            target[--at] = DIGIT_PAIRS[pair];
        }
    }

    /** Appends a number as unsigned decimal. */
    public LineBuffer unsigned(long value) {
        if (value >= 0) {
            return decimal(value);
        }
        long quotient = Long.divideUnsigned(value, 10);
        return decimal(quotient).put('0' + (int) (value - quotient * 10));
    }

    /** Appends an unsigned number in hexadecimal, without leading zeros. */
    public LineBuffer hex(long value) {
        return hex(value, (67 - Long.numberOfLeadingZeros(value | 1)) >> 2);
    }

    /** Appends so many of a number's lowest hexadecimal digits. */
    public LineBuffer hex(long value, int count) {
        byte[] target = ensure(count);
        for (int shift = 4 * (count - 1); shift >= 0; shift -= 4) {
            target[length++] = HEX[(int) (value >>> shift) & 15];
        }
        return this;
    }

    private static int digits(long value) {
        // 1233/4096 is a little more than the logarithm of two: right, or one too many
        int guess = (Long.SIZE - Long.numberOfLeadingZeros(value | 1)) * 1233 >>> 12;
        return value < POWERS[guess] ? guess : guess + 1;
    }
}
