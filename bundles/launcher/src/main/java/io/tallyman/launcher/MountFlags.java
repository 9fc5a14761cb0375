package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The mounts that do not allow programs to be executed, according to /proc/self/mounts. */
final class MountFlags {
    private final Map<Path, Boolean> noexec;

    private MountFlags(Map<Path, Boolean> noexec) {
        this.noexec = noexec;
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
        Map<Path, Boolean> flags = new HashMap<>();
        for (String line : lines) {
            String[] columns = line.split(" ");
            if (columns.length >= 4 && columns[1].startsWith("/")) {
                flags.put(Path.of(columns[1].replace("\\040", " ")), ("," + columns[3] + ",").contains(",noexec,"));
            }
        }
        return new MountFlags(flags);
    }

    boolean canExecute(Path directory) throws IOException {
        for (Path at = directory.toRealPath(); at != null; at = at.getParent()) {
            Boolean flag = noexec.get(at);
            if (flag != null) {
                return !flag;
            }
        }
        return true;
    }
}
