package io.tallyman.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A directory that this process alone uses, for what it keeps on disk. Tallyman runs as root, so another user must
 * neither read there nor put links there.
 */
public final class OwnedDirectory {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> PRIVATE = PosixFilePermissions.asFileAttribute(OWNER);

    private OwnedDirectory() {
    }

    /**
     * Looks at the directory and at the way to it. Makes what is missing, for its owner alone.
     *
     * @param key the key of the configuration that names the directory, for messages
     * @return the directory, without links on the way to it
     * @throws IOException another user could read or exchange what is there, or it cannot be made
     */
    public static Path of(String key, Path directory) throws IOException {
        make(key, directory.toAbsolutePath().normalize());
        Path real = OwnedPath.real(key, directory);
        if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
            throw OwnedPath.refuse(key, directory, "this is no directory", null);
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(real));
        others.removeAll(OWNER);
        if (!others.isEmpty()) {
            throw OwnedPath.refuse(key, directory, "other users can look into it: chmod 700 " + directory, null);
        }
        return real;
    }

    /** The way that is there already must be this machine's, so that nobody else decides where something is made. */
    private static void make(String key, Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            OwnedPath.real(key, directory);
            return;
        }
        make(key, directory.getParent());
        try {
            Files.createDirectory(directory, PRIVATE);
        } catch (IOException e) {
            throw OwnedPath.refuse(key, directory, "it cannot be made: " + e.getMessage(), e);
        }
    }
}
