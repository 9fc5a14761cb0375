package io.tallyman.output.kafka.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The records inside a block: for each record the length of the key, the length of the value, the key and the value. A
 * block can be kept on disk and be sent later, since the keys are in the block.
 */
final class Records {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEAD = 2 * Integer.BYTES;

    private Records() {
    }

    /** What becomes the key of a record. */
    enum Key {
        /** The id of the container, or the node's name for an event of the host: the order of each of them is kept. */
        CONTAINER,
        /** The name of the node. */
        NODE,
        /** No key: Kafka's producer fills one partition after the other. */
        NONE
    }

    /** Takes the records of a block. */
    @FunctionalInterface
    interface Receiver {
        /** @param key null if the record has none */
        void accept(byte[] key, byte[] value);
    }

    /** Appends the head and the key of a record. The length of the value is filled in by {@link #end}. */
    static void begin(EventView event, Key key, String host, LineBuffer out) {
        int start = out.length();
        out.ensure(HEAD);
        out.length(start + HEAD);
        if (key == Key.CONTAINER && event.container() != null) {
            put(event.container().id(), out);
        } else if (key != Key.NONE) {
            String node = event.node().name();
            put(node.isEmpty() ? host : node, out);
        }
        INT.set(out.array(), start, out.length() - start - HEAD);
    }

    private static void put(String text, LineBuffer out) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                out.put(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
        }
        out.ascii(text);
    }

    /** Fills in the length of the value, which ends at the end of the buffer. */
    static void end(LineBuffer out, int start) {
        int key = (int) INT.get(out.array(), start);
        INT.set(out.array(), start + Integer.BYTES, out.length() - start - HEAD - key);
    }

    /** A block of those records whose place in this block is wanted. */
    static byte[] some(byte[] bytes, int from, int count, IntPredicate wanted) {
        ByteArrayOutputStream some = new ByteArrayOutputStream(count);
        int place = 0;
        for (int at = from, end; at < from + count; at = end) {
            end = at + HEAD + (int) INT.get(bytes, at) + (int) INT.get(bytes, at + Integer.BYTES);
            if (wanted.test(place++)) {
                some.write(bytes, at, end - at);
            }
        }
        return some.toByteArray();
    }

    /** Gives copies of keys and values to the receiver. Records with the same key after one another share the copy. */
    static void each(byte[] bytes, int from, int count, Receiver receiver) {
        byte[] key = null;
        int at = from;
        while (at < from + count) {
            int start = at + HEAD;
            int middle = start + (int) INT.get(bytes, at);
            at = middle + (int) INT.get(bytes, at + Integer.BYTES);
            if (key == null || !Arrays.equals(key, 0, key.length, bytes, start, middle)) {
                key = middle == start ? null : Arrays.copyOfRange(bytes, start, middle);
            }
            receiver.accept(key, Arrays.copyOfRange(bytes, middle, at));
        }
    }
}
