package io.tallyman.shell.internal;

import io.tallyman.launcher.Launch;
import io.tallyman.launcher.ShellFrame;
import io.tallyman.launcher.ShellSockets;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Serves the shell of this process on a unix socket. No port is opened. The socket is there before Gogo is, because a trace
 * starts Gogo later; the first client has what is missing started and waits for that.
 */
@Component(immediate = true, service = {})
public final class ShellServer {
    private static final System.Logger LOG = System.getLogger("io.tallyman.shell");
    /** These commands answer and end, so that nobody would speak to their shell. */
    private static final List<String> ANSWERS = List.of("list", "doctor", "shell");
    private static final List<String> ANSWER_OPTIONS = List.of("--help", "-h", "--version", "-V");

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
    volatile CommandProcessor gogo;

    private final Services services;
    private final Launch launch;
    private final ExecutorService clients = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tallyman-shell");
        thread.setDaemon(true);
        return thread;
    });
    private ShellEndpoint endpoint;

    @Activate
    public ShellServer(@Reference Services services, @Reference Launch launch) {
        this.services = services;
        this.launch = launch;
        if (stays(launch.arguments())) {
            open(ShellSockets.usual());
        }
    }

    private static boolean stays(List<String> words) {
        return (words.isEmpty() || !ANSWERS.contains(words.get(0))) && words.stream().noneMatch(ANSWER_OPTIONS::contains);
    }

    private void open(ShellSockets sockets) {
        try {
            endpoint = ShellEndpoint.open(sockets, ProcessHandle.current().pid());
            clients.execute(this::accept);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "no shell for this process: " + e.getMessage());
        }
    }

    private void accept() {
        while (endpoint.isOpen()) {
            try {
                SocketChannel client = endpoint.accept();
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
            launch.awaitStarted();
            CommandProcessor now = gogo;
            String refusal = now == null ? "Gogo is not there; is system/ complete?"
                    : PeerCheck.refuse(client, services.runtimes());
            if (refusal == null) {
                new ShellSession(in, out).serve(now, new Completion(services));
            } else {
                ShellFrame.write(out, ShellFrame.ERR, "tallyman: " + refusal + "\n");
                ShellFrame.write(out, ShellFrame.EXIT, String.valueOf(Exit.FAILED));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "a client of the shell is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Deactivate
    void close() throws IOException {
        if (endpoint != null) {
            endpoint.close();
        }
        clients.shutdownNow();
    }
}
