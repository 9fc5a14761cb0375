package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** A cgroup as a runtime of one's own makes it, in the hierarchy that gives the ids. */
final class OwnCgroup implements AutoCloseable {
    private static final List<String> MOUNTS = List.of("cpuset", "freezer", "devices", "memory", "pids", "");

    private final Path mount;
    private final Path directory;
    /** The directories on the path, the innermost first. */
    private final Deque<Path> made = new ArrayDeque<>();

    /** @param path from the hierarchy's root */
    OwnCgroup(String path) throws IOException {
        mount = MOUNTS.stream().map(Path.of("/sys/fs/cgroup")::resolve)
                .filter(m -> Files.exists(m.resolve("cgroup.procs"))).findFirst().orElseThrow();
        directory = mount.resolve(path);
        for (Path part : Path.of(path)) {
            Path each = made.isEmpty() ? mount.resolve(part) : made.getFirst().resolve(part);
            Files.createDirectories(each);
            made.addFirst(each);
            // a cpuset takes no task before it has processors and memory
            for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                if (Files.exists(mount.resolve(file)) && Files.exists(each.resolve(file))) {
                    Files.writeString(each.resolve(file), Files.readString(mount.resolve(file)));
                }
            }
        }
    }

    /** Runs a program in it to its end. */
    void run(Path program) throws IOException, InterruptedException {
        run(program.toString());
    }

    /** The same with words of the shell. */
    void run(String program) throws IOException, InterruptedException {
        Commands.run("sh", "-c", "echo $$ > " + directory.resolve("cgroup.procs") + " && exec " + program);
    }

    /** Directories in which something else is stay. */
    @Override
    public void close() throws IOException {
        for (Path each : made) {
            try (Stream<Path> others = Files.list(each)) {
                if (others.anyMatch(Files::isDirectory)) {
                    return;
                }
            }
            Files.delete(each);
        }
    }
}
