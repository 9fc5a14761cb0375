package io.tallyman.shell.internal;

import io.tallyman.launcher.ShellSockets;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The socket on which this process serves its shell: mode 0600 in a directory of mode 0700.
 *
 * <p>Processes that start at the same time never use the same name, since each name holds the number of its process. The
 * socket gets its final name only after this process listens there. So a socket with a final name that nobody serves is
 * stale, and any process may remove it.
 */
final class ShellEndpoint implements AutoCloseable {
    /** Another process may remove the empty directory at any time between two steps of this one. */
    private static final int ATTEMPTS = 10;

    private final ServerSocketChannel server;
    private final Path socket;

    private ShellEndpoint(ServerSocketChannel server, Path socket) {
        this.server = server;
        this.socket = socket;
    }

    /**
     * Opens the socket of this process.
     *
     * @param pid the number of this process
     */
    static ShellEndpoint open(ShellSockets sockets, long pid) throws IOException {
        for (int attempt = 1; true; attempt++) {
            try {
                prepare(sockets.directory());
                sockets.removeStale();
                return bind(sockets, pid);
            } catch (NoSuchFileException | SocketException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void prepare(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(directory,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException(directory + " is not a directory; remove it", e);
                }
            }
        }
        Object me = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!me.equals(Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            throw new IOException(directory + " belongs to another user; remove it");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    private static ShellEndpoint bind(ShellSockets sockets, long pid) throws IOException {
        Path unnamed = sockets.directory().resolve("starting-" + pid + ".sock");
        // a process that had this number before was killed at this point
        Files.deleteIfExists(unnamed);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(unnamed));
            Files.setPosixFilePermissions(unnamed, PosixFilePermissions.fromString("rw-------"));
            // a link, unlike a rename, never replaces the socket of another process
            Files.createLink(sockets.of(pid), unnamed);
            return new ShellEndpoint(server, sockets.of(pid));
        } catch (FileAlreadyExistsException e) {
            server.close();
            throw new IOException("process " + pid + " of another pid namespace serves " + sockets.of(pid)
                    + "; name another directory in TALLYMAN_RUN", e);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        } finally {
            Files.deleteIfExists(unnamed);
        }
    }

    boolean isOpen() {
        return server.isOpen();
    }

    SocketChannel accept() throws IOException {
        return server.accept();
    }

    /** Removes the socket, and the directory where no other process has a socket there. */
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        try {
            Files.deleteIfExists(socket.getParent());
        } catch (DirectoryNotEmptyException e) {
            return;
        }
    }
}
