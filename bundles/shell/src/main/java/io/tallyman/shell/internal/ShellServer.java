package io.tallyman.shell.internal;

import io.tallyman.launcher.Launch;
import io.tallyman.launcher.ShellFrame;
import io.tallyman.launcher.ShellSocket;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Serves the shell on a unix socket: mode 0600 inside a directory of mode 0700. No port is opened. */
@Component(immediate = true, service = {})
public final class ShellServer {
    /** These answer and end; a socket would only be in the way of the next one. */
    private static final List<String> ANSWERS = List.of("list", "doctor", "shell");
    private static final List<String> ANSWER_OPTIONS = List.of("--help", "-h", "--version", "-V");

    private final CommandProcessor gogo;
    private final Services services;
    private final ExecutorService clients = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tallyman-shell");
        thread.setDaemon(true);
        return thread;
    });
    private ServerSocketChannel server;
    private Path socket;

    @Activate
    public ShellServer(@Reference CommandProcessor gogo, @Reference Services services, @Reference Launch launch) {
        this.gogo = gogo;
        this.services = services;
        if (stays(launch.arguments())) {
            open(ShellSocket.directory());
        }
    }

    private static boolean stays(List<String> words) {
        return (words.isEmpty() || !ANSWERS.contains(words.get(0))) && words.stream().noneMatch(ANSWER_OPTIONS::contains);
    }

    private void open(Path directory) {
        try {
            prepare(directory);
            socket = free(directory);
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            clients.execute(this::accept);
        } catch (IOException | RuntimeException e) {
            System.getLogger("io.tallyman.shell").log(System.Logger.Level.WARNING,
                    "no shell for this process: " + e.getMessage());
        }
    }

    private static void prepare(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Object me = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!me.equals(Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            throw new IOException(directory + " belongs to somebody else; remove it");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    /** The usual path; beside it where another process answers there. */
    private static Path free(Path directory) throws IOException {
        Path usual = directory.resolve("shell.sock");
        if (Files.exists(usual, LinkOption.NOFOLLOW_LINKS)) {
            try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                other.connect(UnixDomainSocketAddress.of(usual));
                return directory.resolve("shell-" + ProcessHandle.current().pid() + ".sock");
            } catch (IOException e) {
                // left behind by a process that was killed
                Files.deleteIfExists(usual);
            }
        }
        return usual;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                clients.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(client)));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(client)));
            String refusal = PeerCheck.refuse(client, services.runtimes());
            if (refusal == null) {
                new ShellSession(in, out).serve(gogo, new Completion(services));
            } else {
                ShellFrame.write(out, ShellFrame.ERR, "tallyman: " + refusal + "\n");
                ShellFrame.write(out, ShellFrame.EXIT, String.valueOf(Exit.FAILED));
            }
        } catch (IOException e) {
            System.getLogger("io.tallyman.shell").log(System.Logger.Level.INFO, "a client of the shell is gone", e);
        }
    }

    @Deactivate
    void close() throws IOException {
        if (server != null) {
            server.close();
            Files.deleteIfExists(socket);
            removeIfEmpty(socket.getParent());
        }
        clients.shutdownNow();
    }

    /** Leaves nothing behind, save for another instance whose socket is there too. */
    private static void removeIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            return;
        }
    }
}
