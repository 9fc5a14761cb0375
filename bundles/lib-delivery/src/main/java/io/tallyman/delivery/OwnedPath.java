package io.tallyman.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** Goes the way to a file or a directory and looks whether another user could exchange it. */
final class OwnedPath {
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;
    private static final int STICKY = 0x200;

    private OwnedPath() {
    }

    /**
     * The path without links, if only root and this process's user can exchange what is there. Whoever can exchange a
     * link on the way decides what is read, so each step of the way is looked at, as the kernel goes it.
     */
    static Path real(String key, Path file) throws IOException {
        Path at = file.toAbsolutePath().getRoot();
        Deque<Path> way = new ArrayDeque<>();
        prepend(file.toAbsolutePath(), way);
        refuseOthers(key, file, at);
        int links = 0;
        while (!way.isEmpty()) {
            Path next = step(at, way.pop());
            if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                throw refuse(key, file, "there is no such file", null);
            }
            refuseOthers(key, file, next);
            if (!Files.isSymbolicLink(next)) {
                at = next;
            } else if (++links > MAX_LINKS) {
                throw refuse(key, file, "there are too many links on the way", null);
            } else {
                Path target = Files.readSymbolicLink(next);
                at = target.isAbsolute() ? target.getRoot() : at;
                prepend(target, way);
            }
        }
        return at;
    }

    private static void prepend(Path path, Deque<Path> way) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            way.push(path.getName(i));
        }
    }

    private static Path step(Path at, Path name) {
        return switch (name.toString()) {
            case "", "." -> at;
            case ".." -> at.getParent() == null ? at : at.getParent();
            default -> at.resolve(name);
        };
    }

    private static void refuseOthers(String key, Path file, Path each) throws IOException {
        Integer self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        Integer owner = (Integer) Files.getAttribute(each, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (owner != 0 && !owner.equals(self)) {
            throw refuse(key, file, "user " + owner + " owns " + each, null);
        }
        // the mode of a link means nothing: its directory says who can exchange it
        if (!Files.isSymbolicLink(each) && canOthersWrite(each)) {
            throw refuse(key, file, "other users can change " + each + ": chmod go-w " + each, null);
        }
    }

    private static boolean canOthersWrite(Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (!permissions.contains(PosixFilePermission.OTHERS_WRITE)
                && !permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            return false;
        }
        // in a sticky directory such as /tmp, nobody can exchange the file of another user
        return !Files.isDirectory(path) || ((Integer) Files.getAttribute(path, "unix:mode") & STICKY) == 0;
    }

    static IOException refuse(String key, Path file, String why, Throwable cause) {
        return new IOException("key '" + key + "' cannot be '" + file + "': " + why, cause);
    }
}
