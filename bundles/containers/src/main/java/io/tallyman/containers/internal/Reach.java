package io.tallyman.containers.internal;

/**
 * Whether a runtime can be asked.
 *
 * @param state  where the best of its connections stands
 * @param detail what is wrong, or empty
 * @param newest serial of its newest connection, which may have ended; 0: there was none; grows whenever it has come back
 */
record Reach(State state, String detail, long newest) {
    static final Reach NO_RUNTIME = new Reach(State.NO_RUNTIME, "", 0);

    /** From worst to best. */
    enum State {
        /** No bundle for it is there. */
        NO_RUNTIME,
        /** None of its sockets is there. */
        ABSENT,
        /** A socket is there, and nobody has answered there yet. */
        TRYING,
        /** Answers. */
        CONNECTED
    }

    Reach better(Reach other) {
        Reach best = other.state.compareTo(state) > 0 ? other : this;
        return new Reach(best.state, best.detail, Math.max(newest, other.newest));
    }
}
