package io.tallyman.containers.internal.cgroups;

import java.util.List;

/** The cgroup file system of one hierarchy. Reading it takes time: not for the reader thread while events flow. */
public interface CgroupFiles {
    /**
     * One cgroup.
     *
     * @param path from the hierarchy's root on
     * @param uid  the user that owns the directory and so may make cgroups in it
     */
    record Found(long id, String path, int uid) {
        boolean isSame(Found other) {
            return other != null && id == other.id && path.equals(other.path);
        }
    }

    /** All cgroups that are there, parents before their children. A cgroup that goes meanwhile may be left out. */
    List<Found> all();

    /**
     * Whether this cgroup has certainly been removed. False where an error leaves that open. To be called after
     * {@link #all}, which finds out where the hierarchy can be read.
     */
    boolean isGone(Found cgroup);
}
