package io.tallyman.containers.internal.attribution;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.counters.Failures;
import io.tallyman.containers.internal.inbox.Question;
import java.util.List;

/** One container, or a cgroup that may prove to be one, and how far its naming has come. Reader thread only. */
public final class TrackedContainer implements Question.Asker {
    public static final long NEVER = Long.MAX_VALUE;

    public final TableState state;
    public final Cgroup cgroup;
    /** The container around, or null. */
    public TrackedContainer outer;
    /** Runtimes that its path speaks of. */
    public List<Candidate> candidates;
    /** Nobody is told of it before its runtime has confirmed it, or has let the deadline pass. */
    public boolean unconfirmed;
    /** A runtime's word, once there is one. */
    public KnownContainer known;
    /** Version of {@link #known} that the snapshot shows. */
    public int shown;

    /** So much of it is wanted. */
    public Metadata wanted = Metadata.NONE;
    /** Somebody has been asked for it. */
    public boolean asked;
    /** The newest connection of its runtimes when it was asked for. */
    public long connection;
    /** Nobody finds it any longer, or it has proved to be no container. */
    public boolean forgotten;
    /** The listener has heard of it. */
    public boolean announced;
    /** Something that its snapshot shows has changed, beside what is known. */
    public boolean stale;
    /** There may be containers in it, and a runtime of theirs. */
    public boolean mayHoldContainers;
    /** Sockets in it are looked for. */
    public boolean lookedInside;
    public boolean started;
    /** Its cgroup has been removed. */
    public boolean gone;
    /** The listener has heard that it is gone. */
    public boolean removalReported;

    public Enrichment enrichment = Enrichment.NONE;
    public String reason = "";
    /** Labels were waited for in vain: those that came with the name are shown, which may not be all. */
    public boolean contentWithSome;
    /** The failure has been counted. */
    public boolean counted;
    /** When its events stop waiting. */
    public long deadline;
    public boolean overdue;
    /** When to ask again; {@link #NEVER} while nobody has answered or nothing would come of it. */
    public long nextQuick = NEVER;
    public long nextFull = NEVER;
    public int quickTries;
    public int fullTries;
    public int lateTries;
    public int quickOut;
    public int fullOut;
    /** Somebody has answered the latest quick question. */
    public boolean answered;
    /** How often runtimes did not know it. */
    public int denials;
    /** When it was first asked for. */
    public long since;
    /** The number of the look at the sockets that decides whether there is one. */
    public long absentLook = NEVER;
    /** Why asking is of no use until something changes, or null. */
    public Failures.Reason givenUp;
    public String lastFailure = "";
    /** The only timer that counts. */
    public int timer;

    TrackedContainer(Cgroup cgroup, TrackedContainer outer, List<Candidate> candidates, TableState state) {
        this.state = state;
        this.cgroup = cgroup;
        this.outer = outer;
        this.candidates = candidates;
        state.update(null, true);
    }

    public boolean isComplete() {
        return known != null && known.isComplete();
    }

    /** All that is wanted of it is known. */
    public boolean isSatisfied() {
        return known != null && known.has(wanted);
    }

    /** The authority of the daemons to ask for this container. */
    public Authority authority() {
        return known != null ? known.origin.authority() : cgroup.authority();
    }

    public String id() {
        return known != null ? known.id : candidates.get(0).id();
    }

    public String runtime() {
        return known != null ? known.origin.runtime() : candidates.get(0).runtime();
    }
}
