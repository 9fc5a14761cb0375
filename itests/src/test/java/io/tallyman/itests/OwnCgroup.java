package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A cgroup as a runtime of one's own makes it, in the hierarchy that gives the ids. */
final class OwnCgroup implements AutoCloseable {
    private static final List<String> MOUNTS = List.of("cpuset", "freezer", "devices", "memory", "pids", "");

    private final Path mount;
    private final Path directory;

    /** @param path from the hierarchy's root, of two parts */
    OwnCgroup(String path) throws IOException {
        mount = MOUNTS.stream().map(Path.of("/sys/fs/cgroup")::resolve)
                .filter(m -> Files.exists(m.resolve("cgroup.procs"))).findFirst().orElseThrow();
        directory = mount.resolve(path);
        for (Path each : List.of(directory.getParent(), directory)) {
            Files.createDirectories(each);
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
        Commands.run("sh", "-c", "echo $$ > " + directory.resolve("cgroup.procs") + " && exec " + program);
    }

    @Override
    public void close() throws IOException {
        Files.delete(directory);
        try (Stream<Path> others = Files.list(directory.getParent())) {
            if (others.noneMatch(Files::isDirectory)) {
                Files.delete(directory.getParent());
            }
        }
    }
}
