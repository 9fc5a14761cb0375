package io.tallyman.containers.internal.authority;

/**
 * Which cgroups a daemon may speak of. A daemon that belongs to a user, or runs inside a container, could claim any
 * container's id and give it a name: it is believed for what is its own only.
 *
 * @param part   what the cgroup's path must have
 * @param prefix at its start; else anywhere
 */
public record Scope(String part, boolean prefix) {
    /** A daemon of root's, or one that the administrator has named: the whole machine. */
    public static final Scope MACHINE = new Scope("", true);

    /** Below the slice that the service manager delegates to this user. */
    public static Scope ofUser(long uid) {
        return new Scope("/user-" + uid + ".slice/", false);
    }

    /** Below this cgroup. */
    public static Scope below(String cgroupPath) {
        return new Scope(cgroupPath + "/", true);
    }

    public boolean covers(String cgroupPath) {
        return prefix ? cgroupPath.startsWith(part) : cgroupPath.contains(part);
    }
}
