package io.tallyman.output.journald.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One entry of the journal, as its socket takes it: fields as {@code NAME=value}, one a line. A line of a printer has no
 * line end inside, so the text needs no other form.
 */
final class Entry {
    private final int textAt;
    private byte[] bytes;
    private int length;

    Entry(int priority, String identifier) {
        byte[] head = ("PRIORITY=" + priority + "\nSYSLOG_IDENTIFIER=" + identifier + "\nMESSAGE=")
                .getBytes(StandardCharsets.UTF_8);
        textAt = head.length;
        bytes = Arrays.copyOf(head, 8 * 1024);
    }

    /** Takes this line for the text. */
    void text(byte[] block, int from, int count) {
        length = textAt + count + 1;
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        System.arraycopy(block, from, bytes, textAt, count);
        bytes[length - 1] = '\n';
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
