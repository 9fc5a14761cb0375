package io.tallyman.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Reads small files that say whom to trust and how to identify this side. Tallyman runs as root, so whoever can exchange
 * such a file could take the events of the whole machine.
 */
public final class OwnedFile {
    private static final int MAX_BYTES = 256 * 1024;
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;
    private static final int STICKY = 0x200;

    private OwnedFile() {
    }

    /**
     * Reads a password, a token or a key: one that nobody but its owner and the owner's group can read.
     *
     * @param key the key of the configuration that names the file, for messages
     * @return the text, without the line end after it
     * @throws IOException the file is not there, or others can read or exchange it; its content is not in the message
     */
    public static String secret(String key, Path file) throws IOException {
        Path real = check(key, file);
        if (Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_READ)) {
            throw refuse(key, file, "every user can read this file: chmod o= " + file, null);
        }
        String text = new String(bytes(key, file, real), StandardCharsets.UTF_8).stripTrailing();
        if (text.isEmpty()) {
            throw refuse(key, file, "this file is empty", null);
        }
        return text;
    }

    /**
     * Reads what is no secret, but must come from this machine's owner, such as certificates.
     *
     * @param key the key of the configuration that names the file, for messages
     * @throws IOException the file is not there, or others can exchange it
     */
    public static byte[] trusted(String key, Path file) throws IOException {
        return bytes(key, file, check(key, file));
    }

    /**
     * The file without links, if only root and this process's user can exchange it. Whoever can exchange a link on the
     * way decides what is read, so each step of the way is looked at, as the kernel goes it.
     */
    private static Path check(String key, Path file) throws IOException {
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
        if (!Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
            throw refuse(key, file, "this is no file", null);
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

    private static byte[] bytes(String key, Path file, Path real) throws IOException {
        try (InputStream in = Files.newInputStream(real)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw refuse(key, file, "this file has more than " + MAX_BYTES + " bytes", null);
            }
            return bytes;
        }
    }

    private static IOException refuse(String key, Path file, String why, Throwable cause) {
        return new IOException("key '" + key + "' cannot be '" + file + "': " + why, cause);
    }
}
