package io.tallyman.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A socket that is mounted into a container by itself, not with its directory. A daemon that restarts makes a new socket,
 * and the mount goes on showing the old one, to which nobody listens any more. Any thread.
 */
public final class MountedSocket {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private MountedSocket() {
    }

    /** Whether a socket is a mount of its own in the mount namespace of this process; false where that cannot be read. */
    public static boolean is(Path socket) {
        return is(socket, MOUNTS);
    }

    /** @param mounts a file like {@code /proc/self/mountinfo} */
    static boolean is(Path socket, Path mounts) {
        try {
            String path = escape(socket.toRealPath().toString());
            List<String> lines = Files.readAllLines(mounts);
            return lines.stream().map(line -> line.split(" ")).anyMatch(words -> words.length > MOUNT_POINT
                    && words[MOUNT_POINT].equals(path));
        } catch (IOException e) {
            return false;
        }
    }

    /** The kernel writes these characters of a path as octal numbers. */
    private static String escape(String path) {
        return path.replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011").replace("\n", "\\012");
    }

    /** What the mount costs, for people. */
    public static String cost(RuntimeStatus runtime) {
        return "the socket " + runtime.socket() + " alone is mounted: if " + runtime.runtime()
                + " restarts, its new containers get no names";
    }

    /** What to do about that, for people. */
    public static String remedy(RuntimeStatus runtime) {
        Path directory = runtime.socket().getParent();
        return "mount the directory of the socket instead: -v " + directory + ":" + directory;
    }
}
