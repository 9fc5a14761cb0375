package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where cgroups are in the hierarchy that gives the ids. */
final class Cgroups {
    private static final Path V1 = Path.of("/sys/fs/cgroup/cpuset");
    private static final Path V2 = Path.of("/sys/fs/cgroup");

    private Cgroups() {
    }

    static Path mount() {
        return Files.isDirectory(V1) ? V1 : V2;
    }

    /** The directory whose name holds the container's id. */
    static String of(String id) throws IOException {
        try (Stream<Path> all = Files.walk(mount(), 6)) {
            return all.filter(p -> p.getFileName().toString().contains(id)).findFirst()
                    .orElseThrow(() -> new IOException("no cgroup of " + id)).toString();
        }
    }

    /** A new cgroup takes processes; one of cpusets does so once it has what its parent has. */
    static void prepare(Path cgroup) throws IOException {
        for (String each : new String[] {"cpuset.cpus", "cpuset.mems"}) {
            Path own = cgroup.resolve(each);
            if (mount().equals(V1) && Files.readString(own).isBlank()) {
                Files.writeString(own, Files.readString(cgroup.getParent().resolve(each)));
            }
        }
    }
}
