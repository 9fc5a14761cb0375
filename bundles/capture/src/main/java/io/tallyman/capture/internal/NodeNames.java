package io.tallyman.capture.internal;

import io.tallyman.api.event.Node;
import java.nio.charset.StandardCharsets;

/**
 * A node as bytes: name, cluster and boot id in UTF-8, with a zero between. Each may be empty. None has a control
 * character, so the zero is no part of one.
 */
final class NodeNames {
    private static final int PARTS = 3;
    /** A character of UTF-16 takes three bytes at the most. */
    private static final int LONGEST = PARTS * 3 * Node.MAX_LENGTH + PARTS - 1;

    private NodeNames() {
    }

    static byte[] encode(Node node) {
        return (node.name() + '\0' + node.cluster() + '\0' + node.boot()).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException the bytes are no names */
    static Node decode(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\0", -1);
        if (bytes.length > LONGEST || parts.length != PARTS) {
            throw new IllegalArgumentException("the names of the node cannot be read");
        }
        return new Node(parts[0], parts[1], parts[2]);
    }
}
