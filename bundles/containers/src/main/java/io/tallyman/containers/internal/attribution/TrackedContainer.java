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
    /** The container that this one is inside of, or null. */
    public TrackedContainer outer;
    /** The containers that the path of the cgroup may name. */
    public List<Candidate> candidates;
    /** The listener hears of it only once its runtime has confirmed it, or the deadline has passed. */
    public boolean unconfirmed;
    /** What a runtime has told about the container, or null. */
    public KnownContainer known;
    /** There may be other containers inside, and a runtime that makes them. */
    public boolean mayHoldContainers;
    /** Sockets inside the container are looked for. */
    public boolean lookedInside;
    /** The entry point of the container has been executed. */
    public boolean started;
    /** The cgroup of the container has been removed. */
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

    /** The runtime has told name and image, and the rest is known or cannot be had quickly. */
    public boolean isSettled() {
        return known != null && known.isSettled();
    }

    /** Whether everything is known that sessions want to know. */
    public boolean isSatisfied() {
        return known != null && known.has(naming.wanted)
                && (known.healthcheck() != null || !naming.healthcheckWanted);
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
