package io.tallyman.source.ebpf.internal.machine;

import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.SourceException;
import io.tallyman.source.ebpf.internal.layout.Controller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Chooses the hierarchy whose cgroup ids stand for containers: the first of these v1 controllers that is mounted, or
 * the default hierarchy (v2) if none is. There must be one hierarchy, as the ids of different hierarchies collide.
 */
public final class CgroupHierarchies {
    /** Names of the controllers by the programs' numbers. The empty name is v2, which has no controller. */
    public static final List<String> CONTROLLERS = Arrays.stream(Controller.values())
            .map(controller -> controller == Controller.V2 ? "" : controller.name().toLowerCase(Locale.ROOT)).toList();

    /** The inode of the root of every hierarchy, whatever a namespace calls its path. */
    private static final long ROOT_ID = 1;

    private final List<String> mounts;
    private final List<String> memberships;

    /**
     * @param mounts      lines of {@code /proc/self/mountinfo}
     * @param memberships lines of {@code /proc/self/cgroup}
     */
    CgroupHierarchies(List<String> mounts, List<String> memberships) {
        this.mounts = mounts;
        this.memberships = memberships;
    }

    public static CgroupHierarchies ofThisMachine() throws SourceException {
        try {
            return new CgroupHierarchies(Files.readAllLines(Path.of("/proc/self/mountinfo")),
                    Files.readAllLines(Path.of("/proc/self/cgroup")));
        } catch (IOException e) {
            throw new SourceException("Cannot find the cgroup hierarchies: " + e.getMessage()
                    + ". Mount /proc where Tallyman runs.", e);
        }
    }

    /** The v1 controllers that are looked for, in this order. */
    public static String candidates() {
        return String.join(", ", CONTROLLERS.subList(1, CONTROLLERS.size()));
    }

    public CgroupHierarchy choose() {
        for (String controller : CONTROLLERS.subList(1, CONTROLLERS.size())) {
            CgroupHierarchy hierarchy = v1(controller);
            if (hierarchy != null) {
                return hierarchy;
            }
        }
        return v2();
    }

    /** The hierarchy of this name: "v2" or the name of a controller. */
    public CgroupHierarchy named(String name) throws SourceException {
        CgroupHierarchy hierarchy = name.equals("v2") ? v2()
                : CONTROLLERS.contains(name) && !name.isEmpty() ? v1(name) : null;
        if (hierarchy == null) {
            throw new SourceException("No cgroup hierarchy '" + name
                    + "' is mounted here. Choose v2 or a mounted one of " + candidates() + ".", null);
        }
        return hierarchy;
    }

    /** In a cgroup namespace of our own, our own mount comes before the machine's: our mount tells which cgroup we are in. */
    private CgroupHierarchy v2() {
        CgroupHierarchy found = new CgroupHierarchy(0, "", null, "/");
        for (String line : mounts) {
            Mount mount = Mount.parse(line);
            boolean better = found.mountPoint() == null || found.mountRoot().startsWith("/..");
            if (mount.type.equals("cgroup2") && better) {
                found = new CgroupHierarchy(0, "", mount.point, mount.root);
            }
        }
        return found;
    }

    /** Whether a mount here shows the whole hierarchy, as a pod may have the machine's beside its own. */
    boolean showsWhole(CgroupHierarchy hierarchy) {
        return mounts.stream().map(Mount::parse).filter(mount -> hierarchy.isV2() ? mount.type.equals("cgroup2")
                : mount.type.equals("cgroup") && mount.options.contains(hierarchy.controller()))
                .anyMatch(mount -> isRoot(mount.point));
    }

    private static boolean isRoot(Path directory) {
        try {
            return Files.getAttribute(directory, "unix:ino").equals(ROOT_ID);
        } catch (IOException e) {
            return false;
        }
    }

    private CgroupHierarchy v1(String controller) {
        for (String line : mounts) {
            Mount mount = Mount.parse(line);
            if (mount.type.equals("cgroup") && mount.options.contains(controller)) {
                int id = idOf(controller);
                return id <= 0 ? null : new CgroupHierarchy(id, controller, mount.point, mount.root);
            }
        }
        return null;
    }

    /** Lines of the form {@code 4:memory:/path}. */
    private int idOf(String controller) {
        for (String line : memberships) {
            String[] parts = line.split(":", 3);
            if (Arrays.asList(parts[1].split(",")).contains(controller)) {
                return Integer.parseInt(parts[0]);
            }
        }
        return -1;
    }

    private record Mount(String root, Path point, String type, List<String> options) {
        /** {@code 34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset}; see proc(5). */
        static Mount parse(String line) {
            String[] parts = line.split(" ");
            int dash = Arrays.asList(parts).indexOf("-");
            return new Mount(unescape(parts[3]), Path.of(unescape(parts[4])), parts[dash + 1],
                    Arrays.asList(parts[parts.length - 1].split(",")));
        }

        private static String unescape(String text) {
            return text.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
        }
    }
}
