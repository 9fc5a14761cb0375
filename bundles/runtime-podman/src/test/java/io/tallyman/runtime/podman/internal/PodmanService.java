package io.tallyman.runtime.podman.internal;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Podman service for tests, with storage and socket of its own, which is stopped again. */
final class PodmanService implements AutoCloseable {
    /** What a container needs where root may not raise limits, and where there is no bridge. */
    static final List<String> PLAIN = List.of("--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit",
            "nproc=1024:1024");

    private final Path own;
    private Process process;

    PodmanService() throws IOException, InterruptedException {
        own = Files.createTempDirectory(Path.of("/run"), "tm-podman");
        importBusybox();
        start();
    }

    Path socket() {
        return own.resolve("podman.sock");
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(command("system", "service", "--time=0", "unix://" + socket()))
                .redirectErrorStream(true).redirectOutput(Redirect.appendTo(own.resolve("log").toFile())).start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(socket())) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("podman did not start:\n" + Files.readString(own.resolve("log")));
            }
            Thread.sleep(20);
        }
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Starts a container with {@link #PLAIN} and gives its id. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("run", "-d"));
        all.addAll(PLAIN);
        all.addAll(Arrays.asList(arguments));
        return podman(all.toArray(new String[0]));
    }

    /** Runs the podman command line on the same storage and gives what it prints, trimmed. */
    String podman(String... arguments) throws IOException, InterruptedException {
        return run(command(arguments));
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("podman", "--root", own.resolve("root").toString(), "--runroot",
                own.resolve("run").toString(), "--tmpdir", own.resolve("tmp").toString(), "--cgroup-manager", "cgroupfs",
                "--events-backend", "file", "--runtime", "runc"));
        command.addAll(List.of(arguments));
        return command;
    }

    private void importBusybox() throws IOException, InterruptedException {
        Path root = own.resolve("busybox");
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        bin.resolve("busybox").toFile().setExecutable(true);
        for (String applet : List.of("sh", "ls", "sleep", "true")) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        String tar = own.resolve("bb.tar").toString();
        run(List.of("tar", "-C", root.toString(), "-cf", tar, "."));
        podman("import", tar, "bb:1");
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Process started = new ProcessBuilder(command).redirectError(Redirect.appendTo(own.resolve("log").toFile())).start();
        started.getOutputStream().close();
        String printed = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (started.waitFor() != 0) {
            throw new IOException(command + ": " + printed + "\n" + Files.readString(own.resolve("log")));
        }
        return printed;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        podman("rm", "-f", "-t", "0", "-a");
        stop();
        // the clean-up that conmon starts after a container's end may still be writing
        Process clean = new ProcessBuilder("timeout", "20", "sh", "-c", "until rm -rf " + own + "; do grep -o ' " + own
                + "[^ ]*' /proc/mounts | xargs -r umount -l; sleep 0.1; done 2>/dev/null").inheritIO().start();
        if (clean.waitFor() != 0) {
            throw new IOException("could not remove " + own);
        }
    }
}
