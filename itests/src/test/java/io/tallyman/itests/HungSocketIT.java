package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** A runtime that accepts and never answers is nobody else's trouble. */
public class HungSocketIT {
    private static final int COUNT = 23;
    private static final int STARTS = 2;
    /** Less than the patience with one call. */
    private static final long NOTICEABLE_MS = 2_000;
    private static final String[] OTHERS = {"docker:" + Docker.SOCKET, "podman:" + Podman.SOCKET,
        "containerd:" + Containerd.SOCKET};
    private static final List<String> HUNG = List.of("docker", "podman", "containerd", "crio");

    /** Sockets of all runtimes, in a directory that a trace finds at Podman's default place. */
    private static final class HungSockets implements AutoCloseable {
        final Path directory = Files.createTempDirectory(Path.of("/run"), "tm-hung");
        private final List<ServerSocketChannel> servers = new ArrayList<>();
        private final List<SocketChannel> clients = new ArrayList<>();

        HungSockets() throws IOException {
            for (String name : HUNG) {
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                server.bind(UnixDomainSocketAddress.of(directory.resolve(name + ".sock")));
                servers.add(server);
                Thread acceptor = new Thread(() -> accept(server));
                acceptor.setDaemon(true);
                acceptor.start();
            }
        }

        private void accept(ServerSocketChannel server) {
            try {
                while (true) {
                    SocketChannel client = server.accept();
                    synchronized (clients) {
                        clients.add(client);
                    }
                }
            } catch (IOException e) {
                // closed: the test is over
                return;
            }
        }

        int connections() {
            synchronized (clients) {
                return clients.size();
            }
        }

        /** The trace's own view of the machine has them where Podman's socket is expected, too. */
        List<String> atPodmansPlace() throws IOException {
            Files.createDirectories(Path.of("/run/podman"));
            return List.of("unshare", "--mount", "sh", "-c", "mount --bind \"$0\" /run/podman && exec \"$@\"",
                    directory.toString());
        }

        String[] andOthers() {
            List<String> all = new ArrayList<>(List.of(OTHERS));
            HUNG.forEach(name -> all.add(name + ":" + directory.resolve(name + ".sock")));
            return Truth.arguments(all.toArray(String[]::new));
        }

        @Override
        public void close() throws IOException {
            for (ServerSocketChannel server : servers) {
                server.close();
            }
            synchronized (clients) {
                for (SocketChannel client : clients) {
                    client.close();
                }
            }
            for (String name : HUNG) {
                Files.delete(directory.resolve(name + ".sock"));
            }
            Files.delete(directory);
        }
    }

    private static long start(List<String> starter, String... arguments) throws Exception {
        long begin = System.nanoTime();
        try (Lines trace = Lines.traceBy(starter, arguments)) {
            long ready = System.nanoTime();
            trace.interrupt();
            return (ready - begin) / 1_000_000;
        }
    }

    @Test
    public void shouldStartAsFastAsWithoutHungRuntimes() throws Exception {
        try (HungSockets hung = new HungSockets()) {
            long with = Long.MAX_VALUE;
            long without = Long.MAX_VALUE;
            for (int i = 0; i < STARTS; i++) {
                without = Math.min(without, start(List.of(), Truth.arguments(OTHERS)));
                with = Math.min(with, start(hung.atPodmansPlace(), hung.andOthers()));
            }
            System.out.println("hung runtimes: ready in " + with + " ms, without them in " + without + " ms");
            assertTrue("with " + with + " ms, without " + without + " ms", with < without + NOTICEABLE_MS);
        }
    }

    @Test
    public void shouldNameEveryContainerOfTheOthers() throws Exception {
        Docker.makeImage();
        try (HungSockets hung = new HungSockets();
                Lines trace = Lines.traceBy(hung.atPodmansPlace(), hung.andOthers())) {
            check(trace, hung);
        }
    }

    private static void check(Lines trace, HungSockets hung) throws Exception {
        Shell.awaitConnected(trace, Docker.SOCKET, Podman.SOCKET, Containerd.SOCKET);
        Truth docker = new Truth(Docker.IMAGE);
        Truth podman = new Truth(Podman.IMAGE);
        Truth containerd = new Truth(Containerd.IMAGE);
        docker.run(Docker::run, "hung-docker", COUNT);
        podman.run(Podman::run, "hung-podman", COUNT);
        containerd.run(Containerd::run, "hung-ctr", COUNT);
        trace.interrupt();
        assertTrue("each has been tried", hung.connections() >= HUNG.size());
        for (Truth truth : List.of(docker, podman, containerd)) {
            long[] delays = truth.check(trace.lines(), trace.stderr());
            assertEquals(2 * COUNT, delays.length);
            System.out.println(Truth.describe("beside hung runtimes", delays));
        }
    }
}
