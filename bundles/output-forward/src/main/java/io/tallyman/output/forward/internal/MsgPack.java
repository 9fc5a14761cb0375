package io.tallyman.output.forward.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the parts of MessagePack that the Forward protocol needs. The well-known library is not used, because that
 * library uses {@code sun.misc.Unsafe}, and newer JVMs complain of that on standard error.
 */
final class MsgPack {
    private ByteBuffer out = ByteBuffer.allocate(128 * 1024);

    /** The bytes that were written. They are valid until the next {@link #clear}. */
    ByteBuffer written() {
        return out.duplicate().flip();
    }

    void clear() {
        out.clear();
    }

    int position() {
        return out.position();
    }

    /** Removes what was written after this position. */
    void position(int position) {
        out.position(position);
    }

    void nil() {
        room(1).put((byte) 0xc0);
    }

    void bool(boolean value) {
        room(1).put((byte) (value ? 0xc3 : 0xc2));
    }

    /** @param unsigned the top bit of the value is no sign */
    void integer(long value, boolean unsigned) {
        if (value >= (unsigned ? 0 : -32) && value < 128) {
            room(1).put((byte) value);
        } else {
            room(9).put((byte) (unsigned ? 0xcf : 0xd3)).putLong(value);
        }
    }

    void real(double value) {
        room(9).put((byte) 0xcb).putDouble(value);
    }

    void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        text(bytes, 0, bytes.length);
    }

    void text(byte[] bytes, int from, int count) {
        if (count < 32) {
            room(1 + count).put((byte) (0xa0 | count));
        } else {
            room(5 + count).put((byte) 0xdb).putInt(count);
        }
        out.put(bytes, from, count);
    }

    /** Begins an array of at most 15 values. The caller writes the values next. */
    void array(int count) {
        room(1).put((byte) (0x90 | count));
    }

    /** Begins a map of at most 15 pairs. The caller writes the pairs next. */
    void map(int count) {
        room(1).put((byte) (0x80 | count));
    }

    /** Begins an array of unknown size. The caller writes the values and then calls {@link #count} with the result. */
    int beginArray() {
        return begin(0xdd);
    }

    /** Begins a map of unknown size. The caller writes the pairs and then calls {@link #count} with the result. */
    int beginMap() {
        return begin(0xdf);
    }

    /**
     * Ends an array or a map of unknown size.
     *
     * @param begun what {@link #beginArray} or {@link #beginMap} returned
     * @param count how many values or pairs were written
     */
    void count(int begun, int count) {
        out.putInt(begun, count);
    }

    /** Writes Fluentd's EventTime, an extension of type 0. */
    void eventTime(long nanosSinceEpoch) {
        room(10).put((byte) 0xd7).put((byte) 0);
        out.putInt((int) Math.floorDiv(nanosSinceEpoch, 1_000_000_000L));
        out.putInt((int) Math.floorMod(nanosSinceEpoch, 1_000_000_000L));
    }

    private int begin(int code) {
        room(5).put((byte) code);
        int at = out.position();
        out.putInt(0);
        return at;
    }

    private ByteBuffer room(int more) {
        if (out.remaining() < more) {
            int position = out.position();
            out = ByteBuffer.wrap(Arrays.copyOf(out.array(), Math.max(position + more, 2 * out.capacity())));
            out.position(position);
        }
        return out;
    }
}
