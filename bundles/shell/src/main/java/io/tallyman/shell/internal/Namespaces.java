package io.tallyman.shell.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The namespaces that tell a container from its host. A container has a mount namespace of its own, also where it shares
 * the host's processes ({@code --pid=host}) or is in a cgroup that no runtime knows.
 *
 * @param mount mounts: {@code mnt:[4026531841]}
 * @param pid   processes
 * @param user  users and capabilities
 */
record Namespaces(String mount, String pid, String user) {
    /** @throws IOException the process is gone, or this process may not look at that one */
    static Namespaces of(String process) throws IOException {
        Path directory = Path.of("/proc", process, "ns");
        return new Namespaces(read(directory, "mnt"), read(directory, "pid"), read(directory, "user"));
    }

    private static String read(Path directory, String kind) throws IOException {
        return Files.readSymbolicLink(directory.resolve(kind)).toString();
    }

    /** In words, which of the namespaces are others: "mount and pid namespace". */
    String differenceFrom(Namespaces other) {
        List<String> kinds = new ArrayList<>();
        if (!mount.equals(other.mount)) {
            kinds.add("mount");
        }
        if (!pid.equals(other.pid)) {
            kinds.add("pid");
        }
        if (!user.equals(other.user)) {
            kinds.add("user");
        }
        return String.join(" and ", kinds) + " namespace";
    }
}
