package io.tallyman.containers.internal.attribution;

import java.util.List;

/** One cgroup that is there, or was a while ago. Reader thread only. */
public final class Cgroup {
    public final long id;
    /** From the hierarchy's root on; null for an id that events carry and nobody knows. */
    public final String path;
    private final TableState host;
    /** What the reader is told; never null. */
    public TableState state;
    /** The innermost container around, or what might be one; null on the host. */
    public TrackedContainer owner;
    /** What its path might speak of, while it is no container's own. */
    List<Candidate> hints = List.of();
    /** It was there before its creation could be seen. */
    public boolean existed;
    public boolean removed;
    long removedAt;

    /** @param host the state of cgroups that belong to no container */
    public Cgroup(long id, String path, TableState host) {
        this.host = host;
        state = host;
        this.id = id;
        this.path = path;
    }

    /** True for the cgroup that makes its owner a container, false for those below. */
    public boolean isOwn() {
        return owner != null && owner.cgroup == this;
    }

    void belongsTo(TrackedContainer container) {
        owner = container;
        state = container == null ? host : container.state;
    }
}
