package io.tallyman.containers.internal.cgroups;

import io.tallyman.api.source.CgroupHierarchy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The cgroup that this process runs in, see cgroups(7). */
public final class OwnCgroup {
    /** No cgroup has this id. */
    public static final long UNKNOWN = 0;

    private OwnCgroup() {
    }

    /** The id in this hierarchy, or {@link #UNKNOWN} where this process cannot see the directory. */
    public static long id(CgroupHierarchy hierarchy) {
        return id(hierarchy, Path.of("/proc/self/cgroup"));
    }

    static long id(CgroupHierarchy hierarchy, Path membership) {
        if (hierarchy.mountPoint() == null || hierarchy.mountRoot() == null) {
            return UNKNOWN;
        }
        try {
            for (String line : Files.readAllLines(membership, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", 3);
                if (fields.length == 3 && isOf(hierarchy, fields)) {
                    return idOf(hierarchy, fields[2]);
                }
            }
        } catch (IOException | UnsupportedOperationException e) {
            return UNKNOWN;
        }
        return UNKNOWN;
    }

    private static boolean isOf(CgroupHierarchy hierarchy, String[] fields) {
        return hierarchy.isV2() ? fields[0].equals("0")
                : Arrays.asList(fields[1].split(",")).contains(hierarchy.controller());
    }

    /** The mount may show a part of the hierarchy only. */
    private static long idOf(CgroupHierarchy hierarchy, String path) throws IOException {
        String root = hierarchy.mountRoot().equals("/") ? "" : hierarchy.mountRoot();
        if (!(path + "/").startsWith(root + "/")) {
            return UNKNOWN;
        }
        return (Long) Files.getAttribute(Path.of(hierarchy.mountPoint() + path.substring(root.length())), "unix:ino");
    }
}
