package io.tallyman.containers.internal.attribution;

import io.tallyman.api.container.Metadata;
import io.tallyman.containers.internal.counters.Failures;

/**
 * How far the questions for one container's name have come. Times are those of {@link System#nanoTime}. Reader thread
 * only.
 */
public final class NamingProgress {
    private static final long NEVER = TrackedContainer.NEVER;

    /** So much of the container is wanted. */
    public Metadata wanted = Metadata.NONE;
    /** The program that checks the container's health is wanted, too: an exec is to be compared with the program. */
    public boolean healthcheckWanted;
    /** The question has been asked, or has been found to have nobody to be asked of. */
    public boolean asked;
    /** Since when events wait. */
    public long waitingSince;
    /** When events stop waiting. */
    public long deadline;
    /** The deadline allows for a connection that is being made. */
    public boolean connecting;
    public boolean overdue;
    /** Why asking is of no use until something changes, or null. */
    public Failures.Reason givenUp;

    /** Serial number of the runtimes' newest connection when the question was asked last. */
    public long askedUnder;
    /** The same, while the container's cgroup was there: a later daemon cannot deny a container that was gone. */
    public long askedWhileThereUnder;
    /** A connection has taken the latest quick question. */
    public boolean taken;
    /** When to ask again; {@link TrackedContainer#NEVER} while an answer is awaited, or where asking is of no use. */
    public long nextQuick = NEVER;
    public long nextFull = NEVER;
    /** How often the quick and the full question were asked, and how often the quick one after the deadline. */
    public int quickTries;
    public int fullTries;
    public int lateTries;
    /** Connections that have yet to answer the quick and the full question. */
    public int quickOut;
    public int fullOut;
    /** A connection has answered the latest quick question. */
    public boolean answered;
    /** How often the daemon that has told the name had no answer to the quick question. */
    public int vainReplies;
    /** How often a runtime did not know the container. */
    public int denials;
    public String lastFailure = "";
    /** The number of the look at the sockets that decides whether the runtime has one. */
    public long absentLook = NEVER;
    /** Number of the only timer that counts. */
    public int timer;

    /** Forgets what became of earlier questions. */
    public void restart() {
        quickTries = 0;
        fullTries = 0;
        lateTries = 0;
        vainReplies = 0;
        denials = 0;
        lastFailure = "";
        absentLook = NEVER;
        givenUp = null;
        taken = false;
    }

    /** Events wait no longer. */
    public boolean isOver() {
        return overdue || givenUp != null;
    }

    /** No question is under way. */
    public boolean isQuiet() {
        return quickOut == 0 && fullOut == 0;
    }
}
