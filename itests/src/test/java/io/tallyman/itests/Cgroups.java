package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where a container's cgroup is in the hierarchy that gives the ids. */
final class Cgroups {
    private static final List<String> MOUNTS = List.of("/sys/fs/cgroup/cpuset", "/sys/fs/cgroup");

    private Cgroups() {
    }

    /** The directory whose name holds the container's id. */
    static String of(String id) throws IOException {
        for (String mount : MOUNTS) {
            if (Files.isDirectory(Path.of(mount))) {
                try (Stream<Path> all = Files.walk(Path.of(mount), 6)) {
                    var found = all.filter(p -> p.getFileName().toString().contains(id)).findFirst();
                    if (found.isPresent()) {
                        return found.get().toString();
                    }
                }
            }
        }
        throw new IOException("no cgroup of " + id);
    }
}
