package io.tallyman.containers.internal.conversation;

/**
 * Whether a runtime can be asked.
 *
 * @param state  where the best of its connections stands
 * @param detail what is wrong, or empty
 * @param newest serial of its newest connection, which may have ended; 0: there was none; grows whenever it has come back
 */
public record Reachability(State state, String detail, long newest) {
    public static final Reachability NO_RUNTIME = new Reachability(State.NO_RUNTIME, "", 0);

    /** From worst to best. */
    public enum State {
        /** No bundle for it is there. */
        NO_RUNTIME,
        /** None of its sockets is there. */
        ABSENT,
        /** A socket is there, and nobody has answered there yet. */
        TRYING,
        /** Answers. */
        CONNECTED
    }

    public Reachability better(Reachability other) {
        Reachability best = other.state.compareTo(state) > 0 ? other : this;
        return new Reachability(best.state, best.detail, Math.max(newest, other.newest));
    }
}
