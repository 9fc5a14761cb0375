package io.tallyman.api.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * Where this process sees files of the machine. In a container the machine's directories may be mounted below a directory
 * that the environment variable {@value #VARIABLE} names: with {@code /host} the machine's {@code /run} is
 * {@code /host/run}. So the container keeps its own {@code /run}, into which container engines mount files.
 */
public final class HostPaths {
    /** The environment variable; an absolute path. */
    public static final String VARIABLE = "TALLYMAN_HOST";

    private static final HostPaths THIS_PROCESS = new HostPaths(System.getenv(VARIABLE));
    private static final Path LINK = Path.of("/var/run");
    private static final Path RUN = Path.of("/run");

    private final Path host;

    HostPaths(String value) {
        host = value == null || !value.startsWith("/") ? null : Path.of(value).normalize();
    }

    /** As the environment of this process says. */
    public static HostPaths ofThisProcess() {
        return THIS_PROCESS;
    }

    /**
     * The paths at which this process may see a file of the machine.
     *
     * @param path the file's path on the machine
     */
    public List<Path> of(Path path) {
        return host == null || !path.isAbsolute() ? List.of(path) : List.of(path, below(path));
    }

    /**
     * Where this process sees a file of a daemon of the machine.
     *
     * @param path   the path as the daemon knows it
     * @param socket where this process sees the daemon's socket
     */
    public Path seenFrom(Path socket, Path path) {
        return host != null && socket.startsWith(host) ? below(path) : path;
    }

    /** The machine's {@code /var/run} is a link to {@code /run}; followed from here it would lead to this container's. */
    private Path below(Path path) {
        Path real = path.startsWith(LINK) ? RUN.resolve(LINK.relativize(path)) : path;
        return host.resolve(Path.of("/").relativize(real));
    }
}
