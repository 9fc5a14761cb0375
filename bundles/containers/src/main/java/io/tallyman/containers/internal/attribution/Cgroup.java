package io.tallyman.containers.internal.attribution;

import io.tallyman.containers.internal.authority.Authority;
import java.util.List;

/** One cgroup that is there, or was a while ago. Reader thread only. */
public final class Cgroup {
    public final long id;
    /** The cgroup's path from the hierarchy's root on; null for an id that events carry and no record has announced. */
    public final String path;
    private final TableState host;
    /** What the engine is told of events from this cgroup; never null. */
    public TableState state;
    /** The innermost container around, or what might be one; null on the host. */
    public TrackedContainer owner;
    /** The containers that the path might speak of, while the cgroup is no container's own. */
    List<Candidate> hints = List.of();
    /** The cgroup was there before its creation could be seen. */
    public boolean existed;
    public boolean removed;
    /** By its path, the cgroup was made for containers to lie in. */
    boolean isParent;
    long removedAt;
    /** The user that owns the directory, and so may make cgroups in it. */
    private int uid;
    /** Whose cgroup this is by the file system alone. */
    private final Authority placed;
    /** Tallyman itself runs in this cgroup or below it. */
    private final boolean holdsTallyman;

    /** @param host the state of cgroups that belong to no container */
    Cgroup(long id, String path, TableState host, Authority placed, boolean holdsTallyman) {
        this.id = id;
        this.path = path;
        this.host = host;
        this.placed = placed;
        this.holdsTallyman = holdsTallyman;
        state = host;
    }

    /** An id that events carry and no record has announced. */
    public static Cgroup unannounced(long id, TableState state) {
        return new Cgroup(id, null, state, Authority.MACHINE, false);
    }

    /** The directory belongs to this user, as far as is known. */
    public void ownedBy(int user) {
        uid = user;
    }

    /** The user that the directory belongs to, as far as is known. Another thread may see a former one. */
    public int directoryOwner() {
        return uid;
    }

    /** Whose cgroups the file system allows below this one. */
    Authority placedBelow() {
        return placed.isMachine() ? Authority.ofUser(uid) : placed;
    }

    /**
     * Whose cgroup this is. Inside a container it is the container's, since root in there may make cgroups. A container
     * that holds Tallyman itself does not count: to Tallyman, that container is the machine.
     */
    public Authority authority() {
        TrackedContainer outer = isOwn() ? owner.outer : owner;
        while (outer != null && (outer.unconfirmed || outer.cgroup.holdsTallyman)) {
            outer = outer.outer;
        }
        return outer == null ? placed : Authority.inside(outer.cgroup.path);
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
