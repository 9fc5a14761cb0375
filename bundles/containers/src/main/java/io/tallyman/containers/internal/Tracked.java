package io.tallyman.containers.internal;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.containers.ContainerState;
import java.util.List;

/** One container, or a cgroup that may prove to be one, and how far its naming has come. Reader thread only. */
final class Tracked {
    static final long NEVER = Long.MAX_VALUE;

    final ContainerState state = new ContainerState();
    final Cgroup cgroup;
    /** The container around, or null. */
    Tracked outer;
    /** Runtimes that its path speaks of. */
    List<Candidate> candidates;
    /** Nobody is told of it before its runtime has confirmed it, or has let the deadline pass. */
    boolean maybe;
    /** A runtime's word, once there is one. */
    Known known;
    /** Version of {@link #known} that the snapshot shows. */
    int shown;

    /** So much of it is wanted. */
    Metadata wanted = Metadata.NONE;
    /** Somebody has been asked for it. */
    boolean asked;
    /** The newest connection of its runtimes when it was asked for. */
    long connection;
    /** Nobody finds it any longer, or it has proved to be no container. */
    boolean forgotten;
    /** The listener has heard of it. */
    boolean announced;
    /** Something that its snapshot shows has changed, beside what is known. */
    boolean stale;
    /** There may be containers in it, and a runtime of theirs. */
    boolean inhabited;
    /** Sockets in it are looked for. */
    boolean lookedInside;
    boolean started;
    /** Its cgroup has been removed. */
    boolean gone;
    /** The listener has heard that it is gone. */
    boolean farewell;

    Enrichment enrichment = Enrichment.NONE;
    String reason = "";
    /** Labels were waited for in vain: those that came with the name are shown, which may not be all. */
    boolean contentWithSome;
    /** The failure has been counted. */
    boolean counted;
    /** When its events stop waiting. */
    long deadline;
    boolean overdue;
    /** When to ask again; {@link #NEVER} while nobody has answered or nothing would come of it. */
    long nextQuick = NEVER;
    long nextFull = NEVER;
    int quickTries;
    int fullTries;
    int lateTries;
    int quickOut;
    int fullOut;
    /** Somebody has answered the latest quick question. */
    boolean answered;
    /** How often runtimes did not know it. */
    int denials;
    /** When it was first asked for. */
    long since;
    /** The number of the look at the sockets that decides whether there is one. */
    long absentLook = NEVER;
    /** Why asking is of no use until something changes, or null. */
    Failures.Reason hopeless;
    String lastFailure = "";
    /** The only timer that counts. */
    int timer;

    Tracked(Cgroup cgroup, Tracked outer, List<Candidate> candidates) {
        this.cgroup = cgroup;
        this.outer = outer;
        this.candidates = candidates;
        state.update(null, true);
    }

    boolean isComplete() {
        return known != null && known.isComplete();
    }

    /** All that is wanted of it is known. */
    boolean isSatisfied() {
        return known != null && known.has(wanted);
    }

    String id() {
        return known != null ? known.id : candidates.get(0).id();
    }

    String runtime() {
        return known != null ? known.origin.runtime() : candidates.get(0).runtime();
    }
}
