package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is opened from here runs as the user of this process: it must belong to root or to that user, and nobody else may
 * write to it or to a directory above it.
 */
public final class TrustedPath {
    private static final int GROUP_WRITE = 0020;
    private static final int OTHER_WRITE = 0002;
    private static final int STICKY = 01000;

    private static final int SELF = uid(Path.of("/proc/self"));
    private static final Set<Path> CHECKED = new HashSet<>();

    private TrustedPath() {
    }

    /** @throws LaunchException somebody else could write there; the message names the path and the way out */
    static synchronized void check(Path path) throws LaunchException, IOException {
        Path real;
        try {
            real = path.toRealPath();
        } catch (NoSuchFileException e) {
            throw new LaunchException(path + " is missing; install tallyman again");
        }
        for (Path part = real; part != null && !CHECKED.contains(part); part = part.getParent()) {
            checkOne(part, part.equals(real));
            CHECKED.add(part);
        }
    }

    /** Looks at the path and all above it as they are now. Returns what is wrong and the way out, or null. */
    public static String problem(Path path) {
        try {
            for (Path part = path.toRealPath(), file = part; part != null; part = part.getParent()) {
                checkOne(part, part.equals(file));
            }
            return null;
        } catch (LaunchException e) {
            return e.getMessage();
        } catch (IOException e) {
            return path + " cannot be looked at: " + e;
        }
    }

    private static void checkOne(Path path, boolean last) throws LaunchException, IOException {
        Map<String, Object> facts = Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        int uid = (Integer) facts.get("uid");
        int gid = (Integer) facts.get("gid");
        int mode = (Integer) facts.get("mode");
        if (!isTrusted(uid)) {
            throw new LaunchException(path + " belongs to user " + uid + ", who could change what runs here; "
                    + "give it to root or to the user who runs tallyman (chown)");
        }
        boolean others = (mode & OTHER_WRITE) != 0 || (mode & GROUP_WRITE) != 0 && !isPrivateGroup(uid, gid);
        // in a sticky directory nobody can exchange what belongs to another
        if (others && (last || (mode & STICKY) == 0)) {
            throw new LaunchException(path + " can be written to by others, who could change what runs here; "
                    + "chmod go-w " + path);
        }
    }

    /** Whoever has called sudo may do all that root may. */
    private static boolean isTrusted(int uid) {
        return uid == 0 || uid == SELF || SELF == 0 && String.valueOf(uid).equals(System.getenv("SUDO_UID"));
    }

    /** Root's group, or the group that distributions give to each user alone. */
    private static boolean isPrivateGroup(int uid, int gid) {
        return gid == 0 || gid == uid;
    }

    private static int uid(Path path) {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid");
        } catch (IOException e) {
            return -1;
        }
    }
}
