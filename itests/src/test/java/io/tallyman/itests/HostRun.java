package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code /run} as a machine has it: the sockets of the tests' daemons in their default places. */
final class HostRun implements AutoCloseable {
    private final Path directory = Files.createTempDirectory(Path.of("/run"), "tm-run");

    HostRun() throws IOException {
        link("docker.sock", Docker.SOCKET);
        link("containerd/containerd.sock", Containerd.SOCKET);
        link("podman/podman.sock", Podman.SOCKET);
    }

    /** A symbolic link would lead nowhere in a container. */
    private void link(String place, String socket) throws IOException {
        Files.createLink(socket(place), Path.of(socket));
    }

    Path directory() {
        return directory;
    }

    /** The path of a socket in there, whose directory exists. */
    Path socket(String place) throws IOException {
        Path socket = directory.resolve(place);
        Files.createDirectories(socket.getParent());
        return socket;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Commands.run("rm", "-r", directory.toString());
    }
}
