package io.tallyman.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Reads small files that say whom to trust and how to identify this side. Tallyman runs as root, so whoever can exchange
 * such a file could take the events of the whole machine.
 */
public final class OwnedFile {
    private static final int MAX_BYTES = 256 * 1024;
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

    /** The file without links, if only root and this process's user can exchange it. */
    private static Path check(String key, Path file) throws IOException {
        Path real;
        try {
            real = file.toRealPath();
        } catch (IOException e) {
            throw refuse(key, file, "there is no such file", e);
        }
        if (!Files.isRegularFile(real)) {
            throw refuse(key, file, "this is no file", null);
        }
        Integer self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        // the way to a link counts as well: whoever can exchange the link decides what is read
        for (Path way : Set.of(real, file.toAbsolutePath().normalize().getParent())) {
            for (Path each = way; each != null; each = each.getParent()) {
                Integer owner = (Integer) Files.getAttribute(each, "unix:uid");
                if (owner != 0 && !owner.equals(self)) {
                    throw refuse(key, file, "user " + owner + " owns " + each, null);
                }
                if (canOthersWrite(each)) {
                    throw refuse(key, file, "other users can change " + each + ": chmod go-w " + each, null);
                }
            }
        }
        return real;
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
