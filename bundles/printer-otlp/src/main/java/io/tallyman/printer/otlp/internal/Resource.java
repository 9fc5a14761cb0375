package io.tallyman.printer.otlp.internal;

import io.tallyman.api.event.Node;
import java.util.Arrays;

/** What is said once of all events of a container, and which events of the block are of that container. For one thread. */
final class Resource {
    private static final int NONE = -1;

    final long serial;
    final Node node;
    /** The resource as a field of {@code ResourceLogs}. */
    final byte[] message;
    private long block = NONE;
    private final int[] first;
    private final int[] last;
    private final int[] bytes;

    /** @param serial of the container's snapshot, or -1 for the host */
    Resource(long serial, Node node, byte[] message, int scopes) {
        this.serial = serial;
        this.node = node;
        this.message = message;
        first = new int[scopes];
        last = new int[scopes];
        bytes = new int[scopes];
    }

    /** Forgets the events of former blocks. Returns true if this is the block's first event of the resource. */
    boolean enter(long thisBlock) {
        if (block == thisBlock) {
            return false;
        }
        block = thisBlock;
        Arrays.fill(first, NONE);
        Arrays.fill(bytes, 0);
        return true;
    }

    /**
     * Appends a record to the chain of its scope.
     *
     * @param next for each record the one that follows in its chain, or -1
     */
    void add(int scope, int record, int size, int[] next) {
        if (first[scope] == NONE) {
            first[scope] = record;
        } else {
            next[last[scope]] = record;
        }
        next[record] = NONE;
        last[scope] = record;
        bytes[scope] += size;
    }

    /** The first record of the scope, or -1. */
    int first(int scope) {
        return first[scope];
    }

    /** Bytes of all records of the scope. */
    int bytes(int scope) {
        return bytes[scope];
    }
}
