package io.tallyman.containers.internal.naming;

import io.tallyman.containers.internal.attribution.Candidate;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.counters.Failures;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.inbox.Question;
import java.util.concurrent.TimeUnit;

/**
 * When to ask which runtime for a container, and what to think of it while there is no answer. Reader thread only.
 *
 * <p>Until the deadline the quick question is repeated 2, 4, 8 ... 250 ms after each answer that did not help: runtimes
 * make the cgroup before they can speak of the container. One daemon's answer is enough for that: another may hang.
 * Later it is repeated seldom, and not for ever.
 */
public final class Naming {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long FIRST_RETRY = 2 * MILLI;
    private static final long LAST_RETRY = 250 * MILLI;
    private static final long LATE_RETRY = 1_000 * MILLI;
    private static final int LATE_TRIES = 6;
    /** Of those that were only ever denied: should a runtime come to know one after all, it tells by itself. */
    private static final int LATE_TRIES_DENIED = 3;
    private static final int FULL_TRIES = 4;
    /** A quarter of a second's: what a runtime tells by itself may come later than its answers on a busy machine. */
    private static final int DENIALS = 8;
    private static final int DENIALS_BEFORE_FULL = 3;
    /** A container's start, for which runtimes hold its lock, is over by then, should nobody see it. */
    private static final long FULL_AFTER = 1_000 * MILLI;
    /** A bundle that is being replaced is away for some 30 ms. */
    private static final long BUNDLE_AWAY = 300 * MILLI;

    private final RuntimeAccess runtimes;
    private final Timers timers;
    private final Inbox inbox;
    private final long patience;

    public Naming(RuntimeAccess runtimes, Timers timers, Inbox inbox, long patience) {
        this.runtimes = runtimes;
        this.timers = timers;
        this.inbox = inbox;
        this.patience = patience;
    }

    /** Asks for the first time, and lets events wait. */
    public void begin(TrackedContainer container, long now) {
        container.deadline = now + patience;
        container.overdue = false;
        container.counted = false;
        again(container, now);
    }

    /** Asks as if for the first time. */
    private void again(TrackedContainer container, long now) {
        container.quickTries = 0;
        container.fullTries = 0;
        container.lateTries = 0;
        container.denials = 0;
        container.lastFailure = "";
        container.since = now;
        container.absentLook = TrackedContainer.NEVER;
        container.givenUp = null;
        container.asked = true;
        container.connection = reach(container).newest();
        container.nextQuick = now;
        turn(container, now);
    }

    /** Asks what is due to be asked, and sets the timer for what comes next. */
    public void turn(TrackedContainer container, long now) {
        if (now - container.deadline >= 0 && !container.overdue) {
            container.overdue = true;
            giveUpAbsent(container);
        }
        plan(container, now);
        if (container.nextQuick <= now) {
            askQuickly(container, now);
            plan(container, now);
        }
        if (container.nextFull <= now && container.fullOut == 0) {
            askFully(container);
            plan(container, now);
        }
        long next = Math.min(container.nextQuick, container.nextFull);
        timers.set(container, container.overdue ? next : Math.min(next, container.deadline));
    }

    /** Asks again those whose runtime is back, or about to be, since they were asked for; events wait for that answer. */
    public void runtimesChanged(TrackedContainer container, long now) {
        Reachability reach = reach(container);
        boolean connected = reach.state() == Reachability.State.CONNECTED && reach.newest() != container.connection;
        // a socket is there that was not: connecting may take longer than the container's next event
        boolean returning = reach.state() == Reachability.State.TRYING
                && container.givenUp == Failures.Reason.NO_SOCKET;
        if (connected || returning) {
            if (isOver(container)) {
                container.deadline = now + patience;
                container.overdue = false;
            }
            again(container, now);
        }
    }

    /** Counts a reply in; its content has been taken in already. */
    public void replied(TrackedContainer container, Message.Reply reply) {
        if (reply.question().full()) {
            container.fullOut--;
        } else {
            container.quickOut--;
            container.answered = true;
        }
        if (!reply.failure().isEmpty()) {
            container.lastFailure = reply.origin().runtime() + ": " + reply.failure();
        } else if (reply.fragment() == null) {
            if (container.denials++ == 0 && container.known == null) {
                // it may be of another daemon, whose socket is newer than the last look
                runtimes.hurry();
            }
        }
    }

    /**
     * Whether a cgroup that looks like a container is none. Its runtime has denied it, or that runtime has never been on
     * this machine. A runtime that was connected to only after the cgroup had come and gone cannot deny it. A user's
     * cgroup is none if the user's daemon has not confirmed it in time.
     */
    public boolean isDenied(TrackedContainer container) {
        boolean tooLate = container.gone && reach(container).newest() != container.connection;
        boolean allSaidNo = container.denials > 0 && container.lastFailure.isEmpty() && !tooLate;
        if (isOver(container)) {
            boolean neverThere = container.givenUp == Failures.Reason.NO_SOCKET && reach(container).newest() == 0;
            return allSaidNo || neverThere || container.authority() instanceof Authority.User;
        }
        return allSaidNo && container.denials >= DENIALS && container.quickOut == 0;
    }

    /** Nothing is waited for any longer. */
    public boolean isOver(TrackedContainer container) {
        return container.overdue || container.givenUp != null;
    }

    /** It has a name, and somebody may still tell what else is wanted of it. */
    boolean awaitsMore(TrackedContainer container) {
        boolean mute = container.gone && container.fullTries > 0 && container.fullOut == 0 && container.quickOut == 0;
        return container.isComplete() && !container.isSatisfied() && !isOver(container) && !mute;
    }

    /** The best way to any runtime that this container may be of. */
    Reachability reach(TrackedContainer container) {
        Reachability best = Reachability.NO_RUNTIME;
        for (Candidate candidate : container.candidates) {
            best = best.better(runtimes.reach(new Origin(candidate.runtime(), container.authority())));
        }
        return best;
    }

    private void plan(TrackedContainer container, long now) {
        if (container.isComplete() && !awaitsMore(container)) {
            container.nextQuick = TrackedContainer.NEVER;
            planRest(container, now);
        } else if (container.givenUp != null || container.overdue && container.gone) {
            container.nextQuick = TrackedContainer.NEVER;
            container.nextFull = TrackedContainer.NEVER;
        } else {
            planQuick(container, now);
            planFull(container, now);
        }
    }

    /** Digest, labels and pid may follow, once the runtime has let go of the container's lock. */
    private void planRest(TrackedContainer container, long now) {
        if (container.known.isExhausted() || container.gone || container.fullOut > 0
                || container.fullTries >= FULL_TRIES) {
            container.nextFull = TrackedContainer.NEVER;
        } else if (container.fullTries == 0 && (container.started || container.cgroup.existed)) {
            container.nextFull = now;
        } else if (container.nextFull == TrackedContainer.NEVER) {
            container.nextFull = now + (FULL_AFTER << container.fullTries);
        }
    }

    private void planQuick(TrackedContainer container, long now) {
        if (container.quickOut > 0 && !container.answered || container.nextQuick != TrackedContainer.NEVER) {
            return;
        }
        if (!container.overdue && !isUnlisted(container)) {
            container.nextQuick = now + Math.min(FIRST_RETRY << Math.min(container.quickTries - 1, 10), LAST_RETRY);
        } else if (container.lateTries < (isOnlyDenied(container) ? LATE_TRIES_DENIED : LATE_TRIES)) {
            container.nextQuick = now + (LATE_RETRY << container.lateTries++);
        } else {
            container.givenUp = Failures.Reason.NOT_KNOWN;
        }
    }

    private static boolean isOnlyDenied(TrackedContainer container) {
        return container.lastFailure.isEmpty() && container.denials >= DENIALS_BEFORE_FULL;
    }

    /** A runtime has listed those that were there before: one that it denies has not just been made. */
    private static boolean isUnlisted(TrackedContainer container) {
        return container.cgroup.existed && isOnlyDenied(container);
    }

    /** The quick source may be a worse one than none: after some vain tries the long question is asked too. */
    private void planFull(TrackedContainer container, long now) {
        boolean wanted = container.known != null && !mayYetBeTold(container)
                || container.denials >= DENIALS_BEFORE_FULL || !container.lastFailure.isEmpty();
        int most = container.known == null && isUnlisted(container) ? 1 : FULL_TRIES;
        if (!wanted || container.unconfirmed || container.fullTries >= most) {
            container.nextFull = TrackedContainer.NEVER;
        } else if (container.fullOut == 0 && container.nextFull == TrackedContainer.NEVER) {
            container.nextFull = container.fullTries == 0 ? now : now + (LAST_RETRY << container.fullTries);
        }
    }

    /** The long question may wait until the container runs; the quick one may have told all that is wanted by then. */
    private static boolean mayYetBeTold(TrackedContainer container) {
        return container.isComplete() && !container.started && !container.cgroup.existed
                && container.quickTries <= DENIALS_BEFORE_FULL;
    }

    private void askQuickly(TrackedContainer container, long now) {
        container.nextQuick = TrackedContainer.NEVER;
        container.answered = false;
        container.quickTries++;
        container.quickOut += ask(container, false);
        if (container.quickOut == 0) {
            nobodyToAsk(container, now);
        }
    }

    private void askFully(TrackedContainer container) {
        container.nextFull = TrackedContainer.NEVER;
        container.fullTries++;
        container.fullOut += ask(container, true);
    }

    private int ask(TrackedContainer container, boolean full) {
        int asked = 0;
        for (Candidate candidate : container.candidates) {
            asked += runtimes.ask(new Origin(candidate.runtime(), container.authority()),
                    new Question(container, candidate.id(), full, inbox));
        }
        return asked;
    }

    /**
     * The container is there, so its runtime was there a moment ago: its socket may be newer than the last look. It is
     * absent when a look that began after this container finds nothing.
     */
    private void nobodyToAsk(TrackedContainer container, long now) {
        if (reach(container).state() == Reachability.State.NO_RUNTIME) {
            container.givenUp = now - container.since >= BUNDLE_AWAY ? Failures.Reason.NO_RUNTIME : null;
        } else if (container.absentLook == TrackedContainer.NEVER && !awaitsLookInside(container.outer)) {
            container.absentLook = runtimes.nextLook();
            runtimes.hurry();
        } else {
            giveUpAbsent(container);
        }
    }

    /** A runtime that was there before may only be restarting: its containers wait as long as for an answer. */
    private void giveUpAbsent(TrackedContainer container) {
        // read first: a look that ends in between has published what it has found
        long looks = runtimes.looks();
        Reachability reach = reach(container);
        if (reach.state() == Reachability.State.ABSENT && looks >= container.absentLook
                && (container.overdue || reach.newest() == 0)) {
            container.givenUp = Failures.Reason.NO_SOCKET;
        }
    }

    /** Its daemon may be in the container around, whose first process nobody has named yet. */
    private static boolean awaitsLookInside(TrackedContainer outer) {
        return outer != null && outer.mayHoldContainers && !outer.lookedInside && !outer.gone;
    }
}
