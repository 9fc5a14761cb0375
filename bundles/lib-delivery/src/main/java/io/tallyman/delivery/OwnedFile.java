package io.tallyman.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/**
 * Reads small files that say whom to trust and how to identify this side. Tallyman runs as root, so whoever can exchange
 * such a file could take the events of the whole machine.
 */
public final class OwnedFile {
    private static final int MAX_BYTES = 256 * 1024;

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
            throw OwnedPath.refuse(key, file, "every user can read this file: chmod o= " + file, null);
        }
        String text = new String(bytes(key, file, real), StandardCharsets.UTF_8).stripTrailing();
        if (text.isEmpty()) {
            throw OwnedPath.refuse(key, file, "this file is empty", null);
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

    private static Path check(String key, Path file) throws IOException {
        Path real = OwnedPath.real(key, file);
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw OwnedPath.refuse(key, file, "this is no file", null);
        }
        return real;
    }

    private static byte[] bytes(String key, Path file, Path real) throws IOException {
        try (InputStream in = Files.newInputStream(real)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw OwnedPath.refuse(key, file, "this file has more than " + MAX_BYTES + " bytes", null);
            }
            return bytes;
        }
    }
}
