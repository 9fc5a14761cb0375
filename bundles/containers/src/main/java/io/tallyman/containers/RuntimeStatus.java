package io.tallyman.containers;

import java.nio.file.Path;
import java.util.Map;

/**
 * How one socket of one runtime goes.
 *
 * @param runtime   name of the runtime
 * @param socket    its path
 * @param state     where it stands
 * @param detail    the runtime's version, or what is wrong
 * @param answers   questions answered so far
 * @param failures  questions failed so far, by reason
 * @param medianMicros median time of the last answers, microseconds; 0 before the first
 */
public record RuntimeStatus(String runtime, Path socket, State state, String detail, long answers,
        Map<String, Long> failures, long medianMicros) {
    /** Where a socket stands. */
    public enum State {
        /** There is no such file. The path is watched. */
        ABSENT,
        /** The socket is there. Nothing is traced, so no connection is made. */
        IDLE,
        /** A connection is being made, or the daemon has yet to list its containers. */
        CONNECTING,
        /** The daemon answers. */
        CONNECTED,
        /** The socket is there, but no daemon answers as it should, or nobody may believe it. Tried again. */
        FAILING,
        /** The path leads to a socket that is used under another path. */
        DUPLICATE,
        /** No bundle for this runtime is installed. */
        NO_RUNTIME
    }
}
