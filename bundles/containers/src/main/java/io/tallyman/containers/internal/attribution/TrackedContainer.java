package io.tallyman.containers.internal.attribution;

import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.inbox.Question;
import java.util.List;

/** One container, or a cgroup that may prove to be one. Reader thread only. */
public final class TrackedContainer implements Question.Asker {
    /** A time that does not come. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What the reader is told. */
    public final TableState state;
    public final Cgroup cgroup;
    public final NamingProgress naming = new NamingProgress();
    public final ReportedState reported = new ReportedState();
    /** The container around, or null. */
    public TrackedContainer outer;
    /** Runtimes that its path speaks of. */
    public List<Candidate> candidates;
    /** The listener hears of it only once its runtime has confirmed it, or the deadline has passed. */
    public boolean unconfirmed;
    /** A runtime's word, once there is one. */
    public KnownContainer known;
    /** There may be containers in it, and a runtime of theirs. */
    public boolean mayHoldContainers;
    /** Sockets in it are looked for. */
    public boolean lookedInside;
    /** Its entry point has been executed. */
    public boolean started;
    /** Its cgroup has been removed. */
    public boolean gone;
    /** No cgroup leads to it any longer, or it has proved to be no container. */
    public boolean forgotten;

    TrackedContainer(Cgroup cgroup, TrackedContainer outer, List<Candidate> candidates, TableState state) {
        this.state = state;
        this.cgroup = cgroup;
        this.outer = outer;
        this.candidates = candidates;
        state.update(null, true);
    }

    /** The runtime has told what {@link io.tallyman.api.container.Enrichment#COMPLETE} promises. */
    public boolean isComplete() {
        return known != null && known.isComplete();
    }

    /** All that is wanted of it is known. */
    public boolean isSatisfied() {
        return known != null && known.has(naming.wanted);
    }

    /** The authority that a daemon to ask for this container must have. */
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
