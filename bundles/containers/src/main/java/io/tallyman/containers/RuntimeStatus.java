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
        /** No such file; watched. */
        ABSENT,
        /** Is there; nothing is traced, so nobody asks. */
        IDLE,
        /** Being connected to; or it answers already and has yet to list its containers. */
        CONNECTING,
        /** Answers. */
        CONNECTED,
        /** Is there and does not answer, or not as it should; tried again. */
        FAILING,
        /** Leads to a socket that is connected under another path. */
        DUPLICATE,
        /** No bundle for this runtime is there. */
        NO_RUNTIME
    }
}
