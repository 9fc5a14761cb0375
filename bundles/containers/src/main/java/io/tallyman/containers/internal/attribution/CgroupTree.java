package io.tallyman.containers.internal.attribution;

import io.tallyman.containers.internal.authority.Authority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * All cgroups that exist, by id and by path, and the removed ones for a while. Removed cgroups of containers and other
 * removed cgroups are each bounded in number. Reader thread only.
 */
public final class CgroupTree {
    private final CgroupMap byId = new CgroupMap();
    private final TreeMap<String, Cgroup> byPath = new TreeMap<>();
    private final Deque<Cgroup> formerContainers = new ArrayDeque<>();
    private final Deque<Cgroup> formerOthers = new ArrayDeque<>();
    private final int limit;
    private final Supplier<?> attachments;
    private final TableState host;
    private final String ownPath;

    /**
     * @param limit       how many removed cgroups of each kind are remembered
     * @param ownPath     the cgroup that Tallyman runs in; empty where it is not known
     * @param attachments makes what the table's owner keeps with each state
     */
    public CgroupTree(int limit, String ownPath, Supplier<?> attachments) {
        this.limit = limit;
        this.ownPath = ownPath;
        this.attachments = attachments;
        host = newState();
    }

    /** The state of all cgroups that belong to no container. */
    public TableState host() {
        return host;
    }

    /** The state of a container, or of what might be one. */
    public TableState newState() {
        return new TableState(attachments.get());
    }

    public Cgroup find(long id) {
        return byId.get(id);
    }

    public Cgroup at(String path) {
        return byPath.get(path);
    }

    /** All cgroups that exist now; a copy. */
    public List<Cgroup> all() {
        return new ArrayList<>(byPath.values());
    }

    /** What is found by id now, with gaps, for another thread: it may read ids, paths and the directories' owners. */
    public Cgroup[] snapshot() {
        return byId.snapshot();
    }

    /** The cgroups below a path, without the one at the path; a copy. */
    List<Cgroup> below(String path) {
        return new ArrayList<>(byPath.subMap(path + "/", path + "0").values());
    }

    /**
     * Adds a cgroup. A former one with the same id is no longer found.
     *
     * @param maker the user that made the cgroup; 0 where that is not known: the directory above tells enough then
     * @param owner the user that owns the directory
     */
    public Cgroup add(long id, String path, int maker, int owner) {
        Cgroup above = above(path);
        Authority placed = above == null ? Authority.MACHINE : above.placedBelow();
        placed = placed.isMachine() ? Authority.ofSlice(path) : placed;
        placed = placed.isMachine() ? Authority.ofUser(maker) : placed;
        Cgroup cgroup = new Cgroup(id, path, host, placed, (ownPath + "/").startsWith(path + "/"));
        cgroup.ownedBy(owner);
        byId.put(cgroup);
        byPath.put(path, cgroup);
        return cgroup;
    }

    /** Adds a cgroup that is found by its id alone. */
    public void add(Cgroup cgroup) {
        byId.put(cgroup);
    }

    /** The owner of the nearest cgroup above a path, or null. */
    TrackedContainer around(String path) {
        Cgroup above = above(path);
        return above == null ? null : above.owner;
    }

    /** The nearest cgroup above a path, the root excepted; null if there is none. */
    private Cgroup above(String path) {
        for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
            Cgroup above = byPath.get(path.substring(0, end));
            if (above != null) {
                return above;
            }
        }
        return null;
    }

    /** The directory of a cgroup has been removed. The id is still found for the grace period. */
    public void remove(Cgroup cgroup, long now) {
        cgroup.removed = true;
        cgroup.removedAt = now;
        byPath.remove(cgroup.path, cgroup);
        (cgroup.isOwn() ? formerContainers : formerOthers).add(cgroup);
    }

    /** Forgets the next cgroup whose grace period is over, or that is one too many. Null if there is none. */
    public Cgroup forgetNext(long removedBefore) {
        Cgroup cgroup = pollIf(formerContainers, removedBefore);
        if (cgroup == null) {
            cgroup = pollIf(formerOthers, removedBefore);
        }
        if (cgroup != null) {
            byId.remove(cgroup);
        }
        return cgroup;
    }

    public void forget(Cgroup cgroup) {
        byId.remove(cgroup);
    }

    private Cgroup pollIf(Deque<Cgroup> former, long removedBefore) {
        Cgroup first = former.peek();
        boolean old = first != null && first.removedAt - removedBefore < 0;
        return old || former.size() > limit ? former.poll() : null;
    }

    /** When the first of the removed cgroups was removed, or {@link TrackedContainer#NEVER}. */
    public long firstRemoval() {
        return Math.min(removal(formerContainers), removal(formerOthers));
    }

    private static long removal(Deque<Cgroup> former) {
        Cgroup first = former.peek();
        return first == null ? TrackedContainer.NEVER : first.removedAt;
    }

    public int formerContainers() {
        return formerContainers.size();
    }

    public int size() {
        return byId.size();
    }
}
