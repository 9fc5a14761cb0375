package io.tallyman.printer.otlp.internal;

import io.tallyman.api.output.LineBuffer;

/** Protocol Buffers' wire format, as far as log records need it. */
final class Proto {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int MORE = 0x80;

    private Proto() {
    }

    /** The tag of a field that is a message, a text or a packed array. All numbers of fields here are less than 16. */
    static int delimited(int field) {
        return field << 3 | DELIMITED;
    }

    static int varint(int field) {
        return field << 3 | VARINT;
    }

    static int fixed64(int field) {
        return field << 3 | FIXED64;
    }

    /** How many bytes {@link #putVarint} appends. */
    static int size(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    /** Size of a delimited field with so many bytes inside. */
    static int sizeDelimited(int inside) {
        return 1 + size(inside) + inside;
    }

    static LineBuffer putVarint(long value, LineBuffer out) {
        long rest = value;
        while ((rest & -MORE) != 0) {
            out.put((int) rest & MORE - 1 | MORE);
            rest >>>= 7;
        }
        return out.put((int) rest);
    }

    static LineBuffer putFixed64(long value, LineBuffer out) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.put((int) (value >>> shift));
        }
        return out;
    }

    /** Appends tag and length of a delimited field; so many bytes have to follow. */
    static LineBuffer putHead(int field, int inside, LineBuffer out) {
        return putVarint(inside, out.put(delimited(field)));
    }
}
