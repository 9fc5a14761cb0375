package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the mounts of this process allow, according to /proc/self/mounts. */
final class MountFlags {
    /** The options of each mount, with a comma on both sides of each option. */
    private final Map<Path, String> options;

    private MountFlags(Map<Path, String> options) {
        this.options = options;
    }

    static MountFlags read() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/self/mounts")));
        } catch (IOException e) {
            return new MountFlags(Map.of());
        }
    }

    /** Reads lines as in fstab(5). Of several mounts at one place the last one is visible. */
    static MountFlags parse(List<String> lines) {
        Map<Path, String> flags = new HashMap<>();
        for (String line : lines) {
            String[] columns = line.split(" ");
            if (columns.length >= 4 && columns[1].startsWith("/")) {
                flags.put(Path.of(columns[1].replace("\\040", " ")), "," + columns[3] + ",");
            }
        }
        return new MountFlags(flags);
    }

    boolean canExecute(Path directory) throws IOException {
        for (Path at = directory.toRealPath(); at != null; at = at.getParent()) {
            String found = options.get(at);
            if (found != null) {
                return !found.contains(",noexec,");
            }
        }
        return true;
    }

    /**
     * The directory itself is mounted, and can only be read, as Kubernetes mounts a ConfigMap. A directory inside of such
     * a mount does not count: a service of systemd has a read-only view of /etc, which others may write to all the same.
     */
    boolean isReadOnly(Path directory) throws IOException {
        return options.getOrDefault(directory.toRealPath(), "").contains(",ro,");
    }
}
