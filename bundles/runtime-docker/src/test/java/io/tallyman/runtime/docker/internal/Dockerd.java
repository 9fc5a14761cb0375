package io.tallyman.runtime.docker.internal;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A real dockerd for tests: the one whose socket the property {@code tallyman.docker.socket} names, or one of its own
 * beside whatever else runs, which is stopped again. It has the image {@code bb:1}: busybox alone.
 */
final class Dockerd implements AutoCloseable {
    private final Path socket;
    private final Path own;
    private final String cgroup = "tm-docker-" + UUID.randomUUID();
    private Process process;

    /** @param mine one that the test may stop, whatever is running */
    Dockerd(boolean mine) throws IOException, InterruptedException {
        String running = mine ? null : System.getProperty("tallyman.docker.socket");
        own = running == null ? Files.createTempDirectory(Path.of("/run"), "tm-docker") : null;
        socket = running == null ? own.resolve("docker.sock") : Path.of(running);
        if (own != null) {
            start();
        }
        if (!mine && docker("images", "-q", "bb:1").isEmpty()) {
            importBusybox();
        }
    }

    Path socket() {
        return socket;
    }

    /** A parent for containers' cgroups that no other run uses; it is removed at the end. */
    String cgroupParent() {
        return "/" + cgroup + "/sub";
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder("dockerd", "--iptables=false", "--bridge=none", "--host", "unix://" + socket,
                "--data-root", own.resolve("data").toString(), "--exec-root", own.resolve("exec").toString(), "--pidfile",
                own.resolve("pid").toString()).redirectErrorStream(true).redirectOutput(own.resolve("log").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (new ProcessBuilder("docker", "--host", "unix://" + socket, "info").redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD).start().waitFor() != 0) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("dockerd did not start:\n" + Files.readString(own.resolve("log")));
            }
            Thread.sleep(50);
        }
    }

    /** As a service manager would. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Runs the docker command line and gives what it prints, trimmed. */
    String docker(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "--host", "unix://" + socket));
        command.addAll(List.of(arguments));
        return run(new ProcessBuilder(command));
    }

    private void importBusybox() throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("tm-busybox");
        Path bin = Files.createDirectory(root.resolve("bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        bin.resolve("busybox").toFile().setExecutable(true);
        for (String applet : List.of("sh", "ls", "sleep", "true")) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        run(new ProcessBuilder("sh", "-c", "tar -C '" + root + "' -c . | docker --host unix://" + socket
                + " import - bb:1"));
        run(new ProcessBuilder("rm", "-r", root.toString()));
    }

    private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process command = builder.redirectErrorStream(true).start();
        command.getOutputStream().close();
        String printed = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (command.waitFor() != 0) {
            throw new IOException(builder.command() + ": " + printed);
        }
        return printed;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run(new ProcessBuilder("find", "/sys/fs/cgroup", "-depth", "-type", "d", "-path", "*/" + cgroup + "*", "-exec",
                "rmdir", "{}", ";"));
        if (own != null) {
            stop();
            run(new ProcessBuilder("sh", "-c", "grep -o ' " + own + "[^ ]*' /proc/mounts | xargs -r umount -l; rm -r "
                    + own));
        }
    }
}
