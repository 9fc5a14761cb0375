package io.tallyman.api.output;

import java.util.Arrays;

/**
 * A growing run of bytes that a printer appends to. Belongs to one thread. The array is exchanged when it grows, so
 * {@link #array} is to be fetched again after each {@link #ensure}.
 */
public final class LineBuffer {
    private static final byte[] DIGIT_PAIRS = new byte[200];
    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] MIN_LONG = "-9223372036854775808".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    static {
        for (int i = 0; i < 100; i++) {
            DIGIT_PAIRS[2 * i] = (byte) ('0' + i / 10);
            DIGIT_PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
    }

    private byte[] bytes;
    private int length;

    public LineBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** The bytes so far are in {@code array()[0 .. length())}. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Cuts back, or takes in what was written to the array behind the end. */
    public void length(int newLength) {
        length = newLength;
    }

    public void clear() {
        length = 0;
    }

    /** Makes room for {@code more} bytes behind the end; returns the array that has it. */
    public byte[] ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
        return bytes;
    }

    public LineBuffer put(int b) {
        ensure(1)[length++] = (byte) b;
        return this;
    }

    public LineBuffer put(byte[] source) {
        return put(source, 0, source.length);
    }

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
        if (value == Long.MIN_VALUE) {
            return put(MIN_LONG);
        }
        byte[] target = ensure(20);
        long rest = value;
        if (rest < 0) {
            target[length++] = '-';
            rest = -rest;
        }
        int end = length + digits(rest);
        int at = end;
        while (rest >= 100) {
            long quotient = rest / 100;
            int pair = (int) (rest - quotient * 100) << 1;
            target[--at] = DIGIT_PAIRS[pair + 1];
            target[--at] = DIGIT_PAIRS[pair];
            rest = quotient;
        }
        int pair = (int) rest << 1;
        target[--at] = DIGIT_PAIRS[pair + 1];
        if (rest >= 10) {
            target[--at] = DIGIT_PAIRS[pair];
        }
        length = end;
        return this;
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
        int count = 1;
        for (long limit = 10; count < 19 && value >= limit; limit *= 10) {
            count++;
        }
        return count;
    }
}
