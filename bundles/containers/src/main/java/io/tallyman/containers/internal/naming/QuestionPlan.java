package io.tallyman.containers.internal.naming;

import io.tallyman.containers.internal.attribution.NamingProgress;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.counters.Failures.Reason;
import java.util.concurrent.TimeUnit;

/**
 * When the next question for one container is due. Until the deadline the quick question is repeated 2, 4, 8 ... 250 ms
 * after each answer that did not help, because runtimes make the cgroup before they can speak of the container. One
 * daemon's answer is enough for that, because another daemon may hang. After the deadline the question is repeated
 * seldom, and a few times only. Reader thread only.
 */
final class QuestionPlan {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long FIRST_RETRY = 2 * MILLI;
    private static final long LAST_RETRY = 250 * MILLI;
    private static final long LATE_RETRY = 1_000 * MILLI;
    private static final int LATE_TRIES = 6;
    /** For a container that was denied each time: a runtime that comes to know it after all tells so by itself. */
    private static final int LATE_TRIES_DENIED = 3;
    private static final int FULL_TRIES = 4;
    /** After so many answers in vain the full question is asked too, and the image's digest is not waited for. */
    private static final int VAIN_ANSWERS = 3;
    /**
     * The daemon that has told the name is asked so often for the rest, some 130 ms in all, before the name must do: on a busy
     * machine a runtime speaks of a container before its own records have the container.
     */
    private static final int VAIN_REPLIES = 6;
    /** A container's start, for which runtimes hold its lock, is over by then, should nobody see it. */
    private static final long FULL_AFTER = 1_000 * MILLI;

    private QuestionPlan() {
    }

    /** Sets when the next questions are due, or gives up. */
    static void plan(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        if (container.isSettled() && !awaitsMore(container)) {
            naming.nextQuick = TrackedContainer.NEVER;
            planRest(container, now);
        } else if (naming.givenUp != null || naming.overdue && container.gone) {
            naming.nextQuick = TrackedContainer.NEVER;
            naming.nextFull = TrackedContainer.NEVER;
        } else {
            planQuick(container, now);
            planFull(container, now);
        }
    }

    /** The container has its name, and a runtime may still tell what else is wanted of it. */
    static boolean awaitsMore(TrackedContainer container) {
        NamingProgress naming = container.naming;
        boolean mute = container.gone && naming.fullTries > 0 && naming.isQuiet();
        return container.isSettled() && !container.isSatisfied() && !naming.isOver() && !mute;
    }

    /** The daemon that has told the name has had its chance to tell the rest. It forgets a container that is gone. */
    static boolean isEnough(TrackedContainer container) {
        return container.naming.vainReplies >= (container.gone ? 1 : VAIN_REPLIES);
    }

    /** The final failure of a container whose runtime could be asked. */
    static Reason whyInVain(TrackedContainer container) {
        NamingProgress naming = container.naming;
        return naming.denials > 0 && naming.lastFailure.isEmpty() ? Reason.NOT_KNOWN : Reason.NO_ANSWER;
    }

    /** Digest, labels and pid may follow, once the runtime has let go of the container's lock. */
    private static void planRest(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        if (container.known.isExhausted() || container.gone || naming.fullOut > 0 || naming.fullTries >= FULL_TRIES) {
            naming.nextFull = TrackedContainer.NEVER;
        } else if (naming.fullTries == 0 && (container.started || container.cgroup.existed)) {
            naming.nextFull = now;
        } else if (naming.nextFull == TrackedContainer.NEVER) {
            naming.nextFull = now + (FULL_AFTER << naming.fullTries);
        }
    }

    private static void planQuick(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        if (naming.quickOut > 0 && !naming.answered || naming.nextQuick != TrackedContainer.NEVER) {
            return;
        }
        if (!naming.overdue && !isUnlisted(container)) {
            naming.nextQuick = now + Math.min(FIRST_RETRY << Math.min(naming.quickTries - 1, 10), LAST_RETRY);
        } else if (naming.lateTries < (isOnlyDenied(naming) ? LATE_TRIES_DENIED : LATE_TRIES)) {
            naming.nextQuick = now + (LATE_RETRY << naming.lateTries++);
        } else {
            naming.givenUp = whyInVain(container);
        }
    }

    private static boolean isOnlyDenied(NamingProgress naming) {
        return naming.lastFailure.isEmpty() && naming.denials >= VAIN_ANSWERS;
    }

    /** A runtime has listed the containers that were there before: one that it denies has not just been made. */
    private static boolean isUnlisted(TrackedContainer container) {
        return container.cgroup.existed && !container.naming.connecting && isOnlyDenied(container.naming);
    }

    /** The quick source may be a worse one than none: after some vain tries the full question is asked too. */
    private static void planFull(TrackedContainer container, long now) {
        NamingProgress naming = container.naming;
        boolean wanted = container.known != null && !mayYetBeTold(container) || naming.denials >= VAIN_ANSWERS
                || !naming.lastFailure.isEmpty();
        int most = container.known == null && isUnlisted(container) ? 1 : FULL_TRIES;
        if (!wanted || container.unconfirmed || naming.fullTries >= most) {
            naming.nextFull = TrackedContainer.NEVER;
        } else if (naming.fullOut == 0 && naming.nextFull == TrackedContainer.NEVER) {
            naming.nextFull = naming.fullTries == 0 ? now : now + (LAST_RETRY << naming.fullTries);
        }
    }

    /** The full question may wait until the container runs: the quick one may have told all that is wanted by then. */
    private static boolean mayYetBeTold(TrackedContainer container) {
        return container.known.isNamed() && !container.started && !container.cgroup.existed
                && container.naming.quickTries <= VAIN_ANSWERS;
    }
}
