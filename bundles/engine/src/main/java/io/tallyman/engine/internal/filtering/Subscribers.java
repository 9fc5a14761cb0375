package io.tallyman.engine.internal.filtering;

import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.engine.internal.process.Processes;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The subscribers of a plan: each session is one, in the order of the sessions, and the engine itself is the last one.
 * There may be more sessions than a mask has bits. Those beyond share one subscriber that wants all their events.
 */
public final class Subscribers {
    /** So many sessions have a subscriber of their own. Two bits are left: the shared one and the engine's. */
    static final int ALONE = EarlyPlan.MOST_SUBSCRIBERS - 2;

    private Subscribers() {
    }

    /** The bit of the subscriber that stands for the session at this place. */
    public static long bit(int session) {
        return 1L << Math.min(session, ALONE);
    }

    /** The subscribers of these sessions, by the places of their bits. */
    static List<Subscriber> of(Session[] sessions) {
        List<Subscriber> all = new ArrayList<>();
        BitSet shared = new BitSet();
        boolean follow = false;
        for (int i = 0; i < sessions.length; i++) {
            follow |= sessions[i].needsProcesses();
            if (i < ALONE) {
                all.add(sessions[i].subscriber());
            } else {
                shared.or(sessions[i].subscriber().events());
            }
        }
        if (sessions.length > ALONE) {
            all.add(new Subscriber(shared, List.of()));
        }
        all.add(new Subscriber(ownEvents(follow), List.of()));
        return all;
    }

    /** The engine needs an exec to see that a container has started, and forks and exits to follow processes. */
    static BitSet ownEvents(boolean follow) {
        BitSet own = new BitSet();
        own.set(Processes.EXEC.id());
        own.set(Processes.FORK.id(), follow);
        own.set(Processes.EXIT.id(), follow);
        return own;
    }
}
