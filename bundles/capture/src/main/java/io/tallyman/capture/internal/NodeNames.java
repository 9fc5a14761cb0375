package io.tallyman.capture.internal;

import io.tallyman.api.event.Node;
import java.nio.charset.StandardCharsets;

/**
 * The names of a node as bytes: name and cluster in UTF-8, with a zero between. Either may be empty. A name has no control
 * character, so the zero is no part of one.
 */
final class NodeNames {
    /** A character of UTF-16 takes three bytes at the most. */
    private static final int LONGEST = 2 * 3 * Node.MAX_LENGTH + 1;

    private NodeNames() {
    }

    static byte[] encode(Node node) {
        return (node.name() + '\0' + node.cluster()).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException the bytes are no names */
    static Node decode(byte[] bytes) {
        String names = new String(bytes, StandardCharsets.UTF_8);
        int zero = names.indexOf(0);
        if (bytes.length > LONGEST || zero < 0) {
            throw new IllegalArgumentException("the names of the node cannot be read");
        }
        return new Node(names.substring(0, zero), names.substring(zero + 1));
    }
}
