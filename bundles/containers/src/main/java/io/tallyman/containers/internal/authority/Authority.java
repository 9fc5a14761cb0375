package io.tallyman.containers.internal.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On whose behalf something exists or speaks: this machine's, one user's, or that of what runs inside one container.
 * Each cgroup has an authority, and so has each socket with all that its daemon says. A daemon names the containers
 * whose cgroup is of the daemon's own authority. So a user can neither name a container of root's nor take the name of
 * one.
 */
public sealed interface Authority {
    /** Root, and the user that Tallyman runs as. */
    Authority MACHINE = new Machine();

    /** See {@link #MACHINE}. */
    record Machine() implements Authority {
        @Override
        public String cgroupRoot() {
            return "/";
        }

        @Override
        public boolean isAbove(Authority other) {
            return !equals(other);
        }
    }

    /**
     * One user.
     *
     * @param uid as the machine numbers users
     */
    record User(long uid) implements Authority {
        @Override
        public String cgroupRoot() {
            return "/user.slice/user-" + uid + ".slice";
        }

        @Override
        public boolean isAbove(Authority other) {
            return false;
        }
    }

    /**
     * A user's daemon that an administrator has named. It may be a proxy in front of the machine's daemon, or a
     * rootless daemon, so it speaks for the machine and for that user.
     *
     * @param user the owner of the socket
     */
    record Named(User user) implements Authority {
        @Override
        public String cgroupRoot() {
            return "/";
        }

        @Override
        public boolean isAbove(Authority other) {
            return !equals(other);
        }

        @Override
        public boolean maySpeakOf(Authority owner, boolean declared) {
            return declared || owner.isMachine() || owner.equals(user);
        }
    }

    /**
     * What runs inside one container, as root in there.
     *
     * @param cgroupPath the container's own cgroup
     */
    record InContainer(String cgroupPath) implements Authority {
        @Override
        public String cgroupRoot() {
            return cgroupPath;
        }

        @Override
        public boolean isAbove(Authority other) {
            return other instanceof InContainer inner && inner.cgroupPath.startsWith(cgroupPath + "/");
        }
    }

    /** The authority of a user, from the owner of a file or of a process. */
    static Authority ofUser(long uid) {
        return uid == 0 || uid == Own.UID ? MACHINE : new User(uid);
    }

    /** The authority of a daemon whose socket an administrator has named. */
    static Authority named(Authority socket) {
        return socket instanceof User user ? new Named(user) : MACHINE;
    }

    /** The authority of everything inside a container. */
    static Authority inside(String cgroupPath) {
        return new InContainer(cgroupPath);
    }

    /** The user whose slice a cgroup lies in; the machine's authority outside of all users' slices. */
    static Authority ofSlice(String cgroupPath) {
        Matcher slice = Own.SLICE.matcher(cgroupPath);
        return slice.find() ? ofUser(Long.parseLong(slice.group(1))) : MACHINE;
    }

    /** The cgroup that a daemon of this authority has its containers below. */
    String cgroupRoot();

    default boolean isMachine() {
        return equals(MACHINE);
    }

    /** Whether this authority could do to the other whatever it likes, and so need not be kept from speaking of it. */
    boolean isAbove(Authority other);

    /**
     * Whether a daemon of this authority may say what runs in a cgroup.
     *
     * @param owner    the cgroup's authority
     * @param declared the daemon has named this very cgroup, and not only an id that the cgroup's path bears: whoever
     *                 makes a cgroup chooses the id in the cgroup's path
     */
    default boolean maySpeakOf(Authority owner, boolean declared) {
        return equals(owner) || declared && isAbove(owner);
    }

    /** What an interface cannot keep private. */
    final class Own {
        private static final Pattern SLICE = Pattern.compile("/user-([0-9]{1,10})\\.slice(?:/|$)");
        private static final long UID = uid();

        private Own() {
        }

        private static long uid() {
            try {
                return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            } catch (IOException | UnsupportedOperationException e) {
                return 0;
            }
        }
    }
}
