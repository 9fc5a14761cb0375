package io.tallyman.containers.internal.cgroups;

import io.tallyman.api.source.CgroupHierarchy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds a cgroup hierarchy among a process's mounts, see proc(5). */
final class MountInfo {
    private static final int MOUNT_POINT = 4;

    private MountInfo() {
    }

    /** @return where that process has it mounted first, or null */
    static Path find(Path mountInfo, CgroupHierarchy hierarchy) {
        List<Path> all = findAll(mountInfo, hierarchy);
        return all.isEmpty() ? null : all.get(0);
    }

    /** All places where that process has it mounted. */
    static List<Path> findAll(Path mountInfo, CgroupHierarchy hierarchy) {
        List<Path> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(mountInfo, StandardCharsets.ISO_8859_1)) {
                List<String> fields = Arrays.asList(line.split(" "));
                int dash = fields.indexOf("-");
                if (dash > MOUNT_POINT && fields.size() > dash + 3
                        && matches(fields.get(dash + 1), fields.get(dash + 3), hierarchy)) {
                    found.add(Path.of(fields.get(MOUNT_POINT)));
                }
            }
        } catch (IOException e) {
            // the process has gone, or may not be looked at
            return found;
        }
        return found;
    }

    private static boolean matches(String type, String superOptions, CgroupHierarchy hierarchy) {
        if (hierarchy.isV2()) {
            return type.equals("cgroup2");
        }
        return type.equals("cgroup") && Arrays.asList(superOptions.split(",")).contains(hierarchy.controller());
    }
}
