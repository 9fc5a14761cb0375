package io.tallyman.containers.internal.conversation;

/**
 * Whether a runtime can be asked for a container.
 *
 * @param state      the state of its best connection
 * @param connecting a connection is being made to a socket that is there, or its first list of containers is awaited:
 *                   the answer may come from that connection
 * @param newest     serial number of its newest connection, which may have ended; 0: there was none. The number grows
 *                   whenever the runtime has come back
 */
public record Reachability(State state, boolean connecting, long newest) {
    public static final Reachability NO_RUNTIME = new Reachability(State.NO_RUNTIME, false, 0);

    /** From worst to best. */
    public enum State {
        /** No bundle for the runtime is there. */
        NO_RUNTIME,
        /** None of its sockets is there. */
        ABSENT,
        /** A socket is there, and no daemon has answered there yet. */
        TRYING,
        /** A daemon answers. */
        CONNECTED
    }

    /** What holds for two runtimes, or two connections, together. */
    public Reachability and(Reachability other) {
        return new Reachability(other.state.compareTo(state) > 0 ? other.state : state,
                connecting || other.connecting, Math.max(newest, other.newest));
    }
}
