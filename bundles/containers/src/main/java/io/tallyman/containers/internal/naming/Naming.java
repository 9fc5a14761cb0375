package io.tallyman.containers.internal.naming;

import io.tallyman.containers.internal.attribution.Candidate;
import io.tallyman.containers.internal.attribution.KnownContainer;
import io.tallyman.containers.internal.attribution.NamingProgress;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.counters.Failures.Reason;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.inbox.Question;
import java.util.concurrent.TimeUnit;

/**
 * Asks the runtimes for containers, and lets events wait for the answers. {@link QuestionPlan} says when the next question
 * is due, {@link Deadlines} until when events wait. Reader thread only.
 */
public final class Naming {
    /** A quarter of a second's: what a runtime tells by itself may come later than its answers on a busy machine. */
    private static final int DENIALS = 8;
    /** A bundle that is being replaced is away for some 30 ms. */
    private static final long BUNDLE_AWAY = TimeUnit.MILLISECONDS.toNanos(300);

    private final RuntimeAccess runtimes;
    private final Timers timers;
    private final Inbox inbox;
    private final Deadlines deadlines;

    /** @param patience nanoseconds that a runtime has for its answer */
    public Naming(RuntimeAccess runtimes, Timers timers, Inbox inbox, long patience) {
        this.runtimes = runtimes;
        this.timers = timers;
        this.inbox = inbox;
        deadlines = new Deadlines(patience);
    }

    /** Asks for the first time, or for more than before, and lets events wait. */
    public void begin(TrackedContainer container, long now) {
        deadlines.start(container.naming, reach(container), now);
        askAnew(container, now);
    }

    /** Asks as if for the first time. */
    private void askAnew(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        naming.restart();
        naming.asked = true;
        naming.nextQuick = now;
        naming.askedUnder = reach(container).newest();
        if (!container.gone) {
            naming.askedWhileThereUnder = naming.askedUnder;
        }
        turn(container, now);
    }

    /** Asks what is due to be asked, and sets the timer for what comes next. */
    public void turn(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        deadlines.follow(naming, reach(container), now);
        if (now - naming.deadline >= 0 && !naming.overdue) {
            naming.overdue = true;
            naming.connecting = false;
            giveUpIfAbsent(container);
        }
        if (isUnreachable(container)) {
            naming.nextQuick = TrackedContainer.NEVER;
            naming.nextFull = TrackedContainer.NEVER;
        } else {
            askWhatIsDue(container, now);
        }
        giveUpIfGone(container);
        long next = Math.min(naming.nextQuick, naming.nextFull);
        timers.set(container, naming.overdue ? next : Math.min(next, naming.deadline));
    }

    /** The deadline passes now. */
    public void expire(TrackedContainer container, long now) {
        if (container.naming.asked && !container.naming.overdue) {
            container.naming.connecting = false;
            container.naming.deadline = now;
            turn(container, now);
        }
    }

    private void askWhatIsDue(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        QuestionPlan.plan(container, now);
        if (naming.nextQuick <= now) {
            askQuickly(container, now);
            QuestionPlan.plan(container, now);
        }
        if (naming.nextFull <= now && naming.fullOut == 0) {
            naming.nextFull = TrackedContainer.NEVER;
            naming.fullTries++;
            naming.fullOut += ask(container, true);
            QuestionPlan.plan(container, now);
        }
    }

    /** Nobody can be asked before a connection is made, and that is told: ten thousand timers would be for nothing. */
    private boolean isUnreachable(TrackedContainer container) {
        return container.naming.quickTries > 0 && container.naming.isQuiet()
                && reach(container).state() == Reachability.State.TRYING;
    }

    /** Asks again where a runtime is back, or about to be, since the question was asked; events wait for that answer. */
    public void runtimesChanged(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        if (!naming.asked || container.gone && naming.isOver()) {
            return;
        }
        Reachability reach = reach(container);
        boolean connected = reach.state() == Reachability.State.CONNECTED
                && (reach.newest() != naming.askedUnder || !naming.taken);
        // a socket is there that was not: connecting may take longer than the container's next event
        boolean returning = reach.state() == Reachability.State.TRYING && naming.givenUp == Reason.NO_SOCKET;
        if (connected || returning) {
            if (naming.isOver()) {
                deadlines.start(naming, reach, now);
            }
            askAnew(container, now);
        } else {
            turn(container, now);
        }
    }

    /** Counts a reply in; what it tells has been taken in already. */
    public void replied(TrackedContainer container, Message.Reply reply) {
        NamingProgress naming = container.naming;
        if (reply.question().full()) {
            naming.fullOut--;
        } else {
            naming.quickOut--;
            naming.answered = true;
            countQuickReply(container, reply);
        }
        if (!reply.failure().isEmpty()) {
            naming.lastFailure = reply.origin().runtime() + ": " + reply.failure();
        } else if (reply.fragment() == null && naming.denials++ == 0 && container.known == null) {
            // it may be of another daemon, whose socket is newer than the last look
            runtimes.hurry();
        }
    }

    /**
     * What an answer leaves out of the image is not to be had quickly. A daemon that has told the name by itself and then
     * denies the container, or does not answer, is asked a few times more.
     */
    private static void countQuickReply(TrackedContainer container, Message.Reply reply) {
        KnownContainer known = container.known;
        if (known != null && known.origin.equals(reply.origin())) {
            container.naming.vainReplies += reply.fragment() == null ? 1 : 0;
            known.quickTold |= reply.fragment() != null;
            known.denied = reply.fragment() == null && QuestionPlan.isEnough(container);
        }
    }

    /**
     * Whether a cgroup that looks like a container is none. Its runtime has denied it, or that runtime has never been on
     * this machine. A runtime that was connected to only after the cgroup had come and gone cannot deny it. A user's
     * cgroup is none if the user's daemon has not confirmed it in time.
     */
    public boolean isDenied(TrackedContainer container) {
        NamingProgress naming = container.naming;
        Reachability reach = reach(container);
        boolean tooLate = container.gone && reach.newest() != naming.askedWhileThereUnder;
        boolean allSaidNo = naming.denials > 0 && naming.lastFailure.isEmpty() && !tooLate;
        if (naming.isOver()) {
            boolean neverThere = naming.givenUp == Reason.NO_SOCKET && reach.newest() == 0;
            return allSaidNo || neverThere || container.authority() instanceof Authority.User;
        }
        return allSaidNo && naming.denials >= DENIALS && naming.quickOut == 0 && !naming.connecting;
    }

    /** The best way to any runtime that this container may be of. */
    Reachability reach(TrackedContainer container) {
        Reachability all = Reachability.NO_RUNTIME;
        for (Candidate candidate : container.candidates) {
            all = all.and(runtimes.reach(new Origin(candidate.runtime(), container.authority())));
        }
        return all;
    }

    private void askQuickly(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        naming.nextQuick = TrackedContainer.NEVER;
        naming.answered = false;
        naming.quickTries++;
        naming.quickOut += ask(container, false);
        naming.taken |= naming.quickOut > 0;
        if (naming.quickOut == 0) {
            nobodyToAsk(container, now);
        }
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
     * The container is there, so its runtime was there a moment ago: its socket may be newer than the last look. The
     * runtime is absent when a look that began after this container finds nothing.
     */
    private void nobodyToAsk(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        if (reach(container).state() == Reachability.State.NO_RUNTIME) {
            naming.givenUp = now - naming.waitingSince >= BUNDLE_AWAY ? Reason.NO_RUNTIME : null;
        } else if (naming.absentLook == TrackedContainer.NEVER && !awaitsLookInside(container.outer)) {
            naming.absentLook = runtimes.nextLook();
            runtimes.hurry();
        } else {
            giveUpIfAbsent(container);
        }
    }

    /** A runtime that was there before may only be restarting: its containers wait as long as for an answer. */
    private void giveUpIfAbsent(TrackedContainer container) {
        // read first: a look that ends in between has published what it has found
        long looks = runtimes.looks();
        Reachability reach = reach(container);
        if (reach.state() == Reachability.State.ABSENT && looks >= container.naming.absentLook
                && (container.naming.overdue || reach.newest() == 0)) {
            container.naming.givenUp = Reason.NO_SOCKET;
        }
    }

    /** A container that is gone is asked for no more after the deadline: the last answer is final. */
    private void giveUpIfGone(TrackedContainer container) {
        NamingProgress naming = container.naming;
        if (container.gone && naming.overdue && naming.isQuiet() && naming.givenUp == null && !container.isSettled()
                && reach(container).state() == Reachability.State.CONNECTED) {
            naming.givenUp = QuestionPlan.whyInVain(container);
        }
    }

    /** Its daemon may be in the container around, whose first process nobody has named yet. */
    private static boolean awaitsLookInside(TrackedContainer outer) {
        return outer != null && outer.mayHoldContainers && !outer.lookedInside && !outer.gone;
    }
}
