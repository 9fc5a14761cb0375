package io.tallyman.output.syslog.internal;

import io.tallyman.delivery.Lines;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The messages of one block: a header and a line each. In a stream, each has its length before it (RFC 6587). */
final class Messages {
    private final Header header;
    private final boolean counted;
    private byte[] bytes = new byte[128 * 1024];
    /** Where each message begins, and where the last one ends. */
    private int[] starts = new int[256];
    /** How many bytes of the block the line of each message has, its end included. */
    private int[] lines = new int[256];
    /** Where the line of each message begins in the block. */
    private int[] places = new int[256];
    private int count;

    Messages(Header header, boolean counted) {
        this.header = header;
        this.counted = counted;
    }

    /** Makes a message of each line. An empty line makes none. */
    void encode(byte[] block, int from, int length) {
        byte[] head = header.now();
        count = 0;
        int at = 0;
        int start = from;
        while (start < from + length) {
            int end = Lines.end(block, start, from + length);
            if (end > start) {
                at = add(at, head, block, start, end - start);
            }
            start = end + 1;
        }
        starts[count] = at;
    }

    private int add(int at, byte[] head, byte[] block, int from, int length) {
        byte[] size = counted ? (head.length + length + " ").getBytes(StandardCharsets.US_ASCII) : new byte[0];
        int end = at + size.length + head.length + length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * end);
        }
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
            lines = Arrays.copyOf(lines, starts.length);
            places = Arrays.copyOf(places, starts.length);
        }
        System.arraycopy(size, 0, bytes, at, size.length);
        System.arraycopy(head, 0, bytes, at + size.length, head.length);
        System.arraycopy(block, from, bytes, end - length, length);
        lines[count] = length + 1;
        places[count] = from;
        starts[count++] = at;
        return end;
    }

    /** How many messages there are. */
    int count() {
        return count;
    }

    /** The bytes of all messages. Valid until the next {@link #encode}. */
    byte[] bytes() {
        return bytes;
    }

    /** Where a message begins; of the number behind the last one, where the last one ends. */
    int start(int message) {
        return starts[message];
    }

    /** The length of one message. */
    int length(int message) {
        return starts[message + 1] - starts[message];
    }

    /** Where the line of this message begins in the array that was encoded. */
    int line(int message) {
        return places[message];
    }

    /** How many bytes of the block the line of this message has, its end included. */
    int lineBytes(int message) {
        return lines[message];
    }

    /** All messages from this one on. */
    ByteBuffer from(int message) {
        return ByteBuffer.wrap(bytes, starts[message], starts[count] - starts[message]);
    }

    /** The message that the byte at this position belongs to. */
    int at(int position) {
        int found = Arrays.binarySearch(starts, 0, count + 1, position);
        return found >= 0 ? found : -found - 2;
    }
}
