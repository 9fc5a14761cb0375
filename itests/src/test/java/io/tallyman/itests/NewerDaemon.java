package io.tallyman.itests;

import static org.junit.Assume.assumeNotNull;

import java.nio.file.Path;

/** A container daemon that is newer than Debian's and that {@code scripts/newer-runtimes} has built. */
final class NewerDaemon {
    private NewerDaemon() {
    }

    /** The directory of the daemon's programs. The test is left out where the daemon is not to be had. */
    static Path needs(String name) {
        String directory = System.getProperty("tallyman.newer." + name);
        assumeNotNull(directory);
        return Path.of(directory);
    }
}
