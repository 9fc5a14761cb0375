package io.tallyman.launcher;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sockets on which running instances serve their shells. They are all in one directory, which only their user may
 * enter, and each socket is named after the process that serves it: {@code shell-4711.sock}. Thread-safe.
 */
public final class ShellSockets {
    private static final Pattern NAME = Pattern.compile("shell-(\\d{1,10})\\.sock");

    private final Path directory;

    /**
     * One socket.
     *
     * @param pid    the process that serves the socket, as its own pid namespace counts processes
     * @param path   where the socket is
     * @param opened when the socket was made
     */
    public record Socket(long pid, Path path, FileTime opened) {
    }

    public ShellSockets(Path directory) {
        this.directory = directory;
    }

    /**
     * The directory that TALLYMAN_RUN names, else {@code /run/tallyman} for root, else a directory of the user. The
     * directory that XDG_RUNTIME_DIR names serves only the user who owns that: {@code su} and {@code sudo -E} keep the
     * variable of another user.
     */
    public static ShellSockets usual() {
        String chosen = System.getenv("TALLYMAN_RUN");
        if (chosen != null && chosen.startsWith("/")) {
            return new ShellSockets(Path.of(chosen));
        }
        int uid = Owner.self();
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (uid != 0 && runtime != null && runtime.startsWith("/") && Owner.of(Path.of(runtime)) == uid) {
            return new ShellSockets(Path.of(runtime, "tallyman"));
        }
        return new ShellSockets(Path.of(uid == 0 ? "/run/tallyman" : "/tmp/tallyman-" + uid));
    }

    /** The directory that holds the sockets. It may be missing. */
    public Path directory() {
        return directory;
    }

    /** Where the process with this pid serves its shell, if it does. */
    public Path of(long pid) {
        return directory.resolve("shell-" + pid + ".sock");
    }

    /**
     * The sockets that a process serves, the oldest first.
     *
     * @throws IOException the directory cannot be read, or belongs to another user, who could put any socket there
     */
    public List<Socket> live() throws IOException {
        return all().stream().filter(socket -> isServed(socket.path())).toList();
    }

    /**
     * Removes the sockets of processes that were killed. A process gives its socket the final name only once it serves
     * the socket, so a socket with this name that nobody serves is stale.
     */
    public void removeStale() throws IOException {
        for (Socket socket : all()) {
            if (!isServed(socket.path())) {
                Files.deleteIfExists(socket.path());
            }
        }
    }

    private List<Socket> all() throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        if (Owner.of(directory) != Owner.self()) {
            throw new IOException(directory + " belongs to another user");
        }
        List<Socket> sockets = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    add(sockets, Long.parseLong(name.group(1)), file);
                }
            }
        }
        sockets.sort(Comparator.comparing(Socket::opened).thenComparing(Socket::pid));
        return sockets;
    }

    private static void add(List<Socket> sockets, long pid, Path file) throws IOException {
        try {
            sockets.add(new Socket(pid, file, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)));
        } catch (NoSuchFileException e) {
            // the process that served this socket has just ended
            return;
        }
    }

    /** Whether a process listens here. A process that is too busy to accept a connection listens all the same. */
    private static boolean isServed(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
