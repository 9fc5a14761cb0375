package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the shell of a running instance listens. */
public final class ShellSocket {
    private ShellSocket() {
    }

    /** {@code /run/tallyman/shell.sock} for root, below the user's runtime directory for others. */
    public static Path defaultPath() {
        return directory().resolve("shell.sock");
    }

    /** The directory that holds it, TALLYMAN_RUN or the usual one; nobody else may enter it. */
    public static Path directory() {
        String chosen = System.getenv("TALLYMAN_RUN");
        if (chosen != null && chosen.startsWith("/")) {
            return Path.of(chosen);
        }
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (uid() == 0 || runtime == null || !runtime.startsWith("/")) {
            return Path.of(uid() == 0 ? "/run/tallyman" : "/tmp/tallyman-" + uid());
        }
        return Path.of(runtime, "tallyman");
    }

    private static int uid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            return -1;
        }
    }
}
