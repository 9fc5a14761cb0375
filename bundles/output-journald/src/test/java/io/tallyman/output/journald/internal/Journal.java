package io.tallyman.output.journald.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** systemd's journald, in a namespace of the journal that this test alone uses. */
final class Journal implements AutoCloseable {
    private final String namespace = "tallyman-" + ProcessHandle.current().pid() + "-" + System.nanoTime() % 1_000_000;
    private final Path run = Path.of("/run/systemd/journal." + namespace);
    private final Path said;
    private Process process;

    Journal(Path dir) {
        said = dir.resolve("said");
    }

    Path socket() {
        return run.resolve("socket");
    }

    void start() throws Exception {
        process = new ProcessBuilder("/lib/systemd/systemd-journald", namespace).redirectErrorStream(true)
                .redirectOutput(said.toFile()).start();
        await("journald did not start", () -> Files.exists(socket()));
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String otherwise, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
                throw new AssertionError(otherwise + ": " + Files.readString(said));
            }
            Thread.sleep(20);
        }
    }

    /** What journalctl shows of this identifier in JSON, once there are that many entries. */
    List<String> entries(String identifier, int count) throws Exception {
        await("no " + count + " entries", () -> read(identifier).size() >= count);
        return read(identifier);
    }

    private List<String> read(String identifier) throws Exception {
        Process reader = new ProcessBuilder("journalctl", "--namespace=" + namespace, "-a", "-o", "json", "-t", identifier,
                "--output-fields=MESSAGE,PRIORITY,_PID").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = new String(reader.getInputStream().readAllBytes()).lines().toList();
        reader.waitFor();
        return lines;
    }

    void stop() throws Exception {
        process.destroy();
        process.waitFor();
        delete(run);
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            stop();
        }
        for (Path logs : List.of(Path.of("/run/log/journal"), Path.of("/var/log/journal"))) {
            if (Files.isDirectory(logs)) {
                try (Stream<Path> all = Files.list(logs)) {
                    for (Path own : all.filter(p -> p.toString().endsWith("." + namespace)).toList()) {
                        delete(own);
                    }
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
