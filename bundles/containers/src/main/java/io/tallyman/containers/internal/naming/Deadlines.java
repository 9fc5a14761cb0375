package io.tallyman.containers.internal.naming;

import io.tallyman.containers.internal.attribution.NamingProgress;
import io.tallyman.containers.internal.conversation.Reachability;
import java.util.concurrent.TimeUnit;

/**
 * Until when events of a container wait for its name. The deadline is the runtime's: it counts from when the runtime could
 * be asked. While a connection to a socket that is there is being made, events wait longer, up to {@link #CONNECTING},
 * or up to the runtime's time for an answer if that is longer. Times are those of {@link System#nanoTime}.
 */
final class Deadlines {
    /** Connecting takes some calls' time on a machine that is busy. */
    static final long CONNECTING = TimeUnit.SECONDS.toNanos(10);

    private final long patience;
    private final long connecting;

    /** @param patience nanoseconds that a runtime has for its answer */
    Deadlines(long patience) {
        this.patience = patience;
        connecting = Math.max(CONNECTING, patience);
    }

    /** Events wait from now on. */
    void start(NamingProgress naming, Reachability reach, long now) {
        naming.overdue = false;
        naming.waitingSince = now;
        naming.connecting = reach.connecting();
        naming.deadline = now + (naming.connecting ? connecting : patience);
    }

    /**
     * A connection may have begun to be made, or may have been made. Once it has been made the runtime has all of its time
     * for the answer. An attempt that has failed leaves the deadline that counts from the first event.
     */
    void follow(NamingProgress naming, Reachability reach, long now) {
        if (naming.isOver() || now - naming.deadline >= 0 || naming.connecting == reach.connecting()) {
            return;
        }
        naming.connecting = reach.connecting();
        long longest = naming.waitingSince + connecting;
        if (naming.connecting) {
            naming.deadline = Math.max(naming.deadline, longest);
        } else if (reach.state() == Reachability.State.CONNECTED) {
            naming.deadline = Math.min(now, longest) + patience;
        } else {
            naming.deadline = naming.waitingSince + patience;
        }
    }
}
