package io.tallyman.api.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens sockets as another process sees them. Registered as a service by a bundle that can make the system call for it;
 * without one, runtimes inside containers are not looked for. Thread-safe.
 */
@ConsumerType
@FunctionalInterface
public interface ProcessSockets {
    /**
     * Opens, without connecting, what a path leads to inside a process's root directory. Whoever is in there can make
     * any link, and change it at any time: none leads out.
     *
     * @param pid  as this process sees it
     * @param path absolute, from that root directory on
     * @throws IOException nothing is there, or the process is gone, or may not be looked into
     */
    Opened open(int pid, Path path) throws IOException;

    /** Something that is open, and stays what it is whatever happens to its name. */
    interface Opened extends Closeable {
        /** Leads this process to exactly what was opened, until closed. */
        Path path();
    }
}
