package io.tallyman.engine;

import java.util.Map;

/**
 * One output of a session.
 *
 * @param name        unique in its session; in messages and counters
 * @param printer     name of a printer: "json"
 * @param destination name of a destination: "file"
 * @param options     keys of both
 * @param whenFull    what to do when the queue is full
 * @param queueBytes  size of the queue
 * @param screen      the terminal that the bytes go to, or null
 */
public record OutputRequest(String name, String printer, String destination, Map<String, String> options,
        WhenFull whenFull, int queueBytes, Screen screen) {
    public static final int DEFAULT_QUEUE = 4 * 1024 * 1024;

    /** What a full queue does. */
    public enum WhenFull {
        /** As the destination does by default. */
        DEFAULT,
        /** The event is lost to this output and counted. */
        DROP,
        /** The source waits, and with it everything. */
        BLOCK
    }

    /** A terminal: columns (0: do not cut) and whether colours are wanted. */
    public record Screen(int width, boolean colour) {
    }
}
