package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A container daemon of a test's own, which the test may stop. It starts on a socket that only the test knows, so that
 * containers can be started while it is away for everybody else, and comes back by moving that socket.
 */
abstract class OwnDaemon implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    final Path run = Files.createTempDirectory(Path.of("/run"), "tm-own");
    final Path data = Files.createTempDirectory(Path.of("/var/tmp"), "tm-own");
    private final Path known = run.resolve("known.sock");
    private final Path hidden = run.resolve("hidden.sock");
    private volatile Path socket;
    private Process process;

    OwnDaemon() throws IOException {
    }

    abstract List<String> server(Path at);

    abstract List<String> client(Path at, String... arguments);

    /** What its client asks, to see whether it answers. */
    String greeting() {
        return "version";
    }

    /** Runs a container to its end, or in the background; returns its id. */
    abstract String run(boolean background, String name, String... program) throws Exception;

    abstract void exec(String name, String... program) throws Exception;

    abstract void remove(String name) throws Exception;

    /** Where everybody looks for it. */
    Path socket() {
        return known;
    }

    /** Starts it where nobody looks, and waits until it answers. */
    void start() throws IOException, InterruptedException {
        Files.deleteIfExists(hidden);
        Path log = data.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(server(hidden)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (programs() != null) {
            builder.environment().merge("PATH", programs().toString(), (path, first) -> first + ":" + path);
        }
        process = builder.start();
        socket = hidden;
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (IOException last; (last = failure()) != null; Thread.sleep(20)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException(Files.readString(log), last);
            }
        }
    }

    /** Asks the daemon something, to see whether it answers. */
    void greet(Path at) throws IOException, InterruptedException {
        Commands.run(client(at, greeting()), null);
    }

    /** What the daemon's processes find on their path before all else, or null. */
    Path programs() {
        return null;
    }

    /** Where the daemon is now: hidden or known. */
    Path current() {
        return socket;
    }

    private IOException failure() throws InterruptedException {
        try {
            greet(socket);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** From now on it is there for all. */
    void show() throws IOException {
        Files.move(hidden, known);
        socket = known;
    }

    /** Ends it and takes its socket away. */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Files.deleteIfExists(known);
    }

    /** One command of its client. */
    String call(String... arguments) throws IOException, InterruptedException {
        return Commands.run(client(socket, arguments), null).strip();
    }

    static List<String> join(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(Arrays.asList(more));
        return all;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        // shims of containers whose start the daemon's end has broken off
        ProcessHandle.allProcesses().filter(process -> process.info().commandLine().orElse("").contains(run + "/"))
                .forEach(ProcessHandle::destroyForcibly);
        for (Path directory : List.of(run, data)) {
            List<String> mounts = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .map(line -> line.split(" ")[1]).filter(at -> at.startsWith(directory + "/")).toList());
            Collections.reverse(mounts);
            for (String mount : mounts) {
                Commands.run("umount", "-l", mount);
            }
            Commands.run("rm", "-rf", "--one-file-system", directory.toString());
        }
    }
}
