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
 * Checks who could change a file whose content runs as the user of this process. The file must belong to root or to that
 * user, and nobody else may be able to write to the file or to a directory above it. A directory on a read-only mount is
 * taken whatever its mode says.
 */
public final class TrustedPath {
    private static final int GROUP_WRITE = 0020;
    private static final int OTHER_WRITE = 0002;
    private static final int STICKY = 01000;

    private static final int SELF = Owner.self();
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

    /** Looks at the path and at all directories above as they are now. Returns what is wrong and the way out, or null. */
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

    /**
     * Looks at a directory in which this process makes a private directory, and at all directories above. Nobody else may
     * be able to replace that private directory. The user who called sudo counts as somebody else here: sudo may allow that
     * user nothing but tallyman.
     *
     * @return what is wrong, or null
     */
    static String problemAsParent(Path directory) throws IOException {
        for (Path part = directory.toRealPath(); part != null; part = part.getParent()) {
            Facts facts = Facts.of(part);
            if (facts.uid() != 0 && facts.uid() != SELF) {
                return part + " belongs to user " + facts.uid();
            }
            if (facts.isOpen() && !facts.isSticky()) {
                return part + " can be written to by others";
            }
        }
        return null;
    }

    private static void checkOne(Path path, boolean last) throws LaunchException, IOException {
        Facts facts = Facts.of(path);
        if (!isTrusted(facts.uid())) {
            throw new LaunchException(path + " belongs to user " + facts.uid() + ", who could change what runs here; "
                    + "give it to root or to the user who runs tallyman (chown)");
        }
        if (facts.isOpen() && (last ? !isReadOnly(path) : !facts.isSticky())) {
            throw new LaunchException(path + " can be written to by others, who could change what runs here; "
                    + "chmod go-w " + path);
        }
    }

    /**
     * Kubernetes mounts a ConfigMap as a directory that everybody may write to, on a mount that nobody may write to. The
     * other way there, on the machine, is root's alone.
     */
    private static boolean isReadOnly(Path path) throws IOException {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && MountFlags.read().isReadOnly(path);
    }

    /** The user who called sudo may do all that root may. */
    private static boolean isTrusted(int uid) {
        return uid == 0 || uid == SELF || SELF == 0 && String.valueOf(uid).equals(System.getenv("SUDO_UID"));
    }

    /** Who may write to a file or a directory. */
    private record Facts(int uid, int gid, int mode) {
        static Facts of(Path path) throws IOException {
            Map<String, Object> facts = Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
            return new Facts((Integer) facts.get("uid"), (Integer) facts.get("gid"), (Integer) facts.get("mode"));
        }

        /** Others than the owner may write. Root's group, and the group that distributions give to each user, are the owner. */
        boolean isOpen() {
            return (mode & OTHER_WRITE) != 0 || (mode & GROUP_WRITE) != 0 && gid != 0 && gid != uid;
        }

        /** In a sticky directory nobody can replace what belongs to somebody else. */
        boolean isSticky() {
            return (mode & STICKY) != 0;
        }
    }
}
