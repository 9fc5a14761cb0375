package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The numbers of users whom files belong to. */
final class Owner {
    /** No user has this number. */
    static final int UNKNOWN = -1;

    private static final int SELF = read(Path.of("/proc/self"));

    private Owner() {
    }

    /** The user who runs this process. */
    static int self() {
        return SELF;
    }

    /** The user whom this file belongs to. A link belongs to the user who made the link. */
    static int of(Path path) {
        return read(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static int read(Path path, LinkOption... options) {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid", options);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
