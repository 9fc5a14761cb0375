package io.tallyman.containers.internal;

import io.tallyman.api.source.CgroupHierarchy;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads all cgroups of one hierarchy from where it is mounted. A cgroup's id is its directory's inode number, and a
 * directory's link count tells how many directories are in it: leaves, which are most, need not be read.
 */
final class CgroupScan implements Supplier<List<CgroupScan.Found>> {
    /** One cgroup. */
    record Found(long id, String path) {
    }

    /** A place to start, with the path that it has in the hierarchy; empty for the hierarchy's root. */
    private record Start(Path directory, String path) {
    }

    private static final long ROOT_ID = 1;
    private static final int DIRECTORY = 0040000;
    private static final int FILE_TYPE = 0170000;

    private final CgroupHierarchy hierarchy;
    private final Path initProcess;

    CgroupScan(CgroupHierarchy hierarchy) {
        this(hierarchy, Path.of("/proc/1"));
    }

    CgroupScan(CgroupHierarchy hierarchy, Path initProcess) {
        this.hierarchy = hierarchy;
        this.initProcess = initProcess;
    }

    /** Parents come before their children. Cgroups that go meanwhile are left out. */
    @Override
    public List<Found> get() {
        List<Found> found = new ArrayList<>();
        Deque<Start> left = new ArrayDeque<>();
        Start start = start();
        if (start != null) {
            left.add(start);
        }
        while (!left.isEmpty()) {
            visit(left.poll(), found, left);
        }
        return found;
    }

    private static void visit(Start at, List<Found> found, Deque<Start> left) {
        try {
            Map<String, Object> attributes = attributes(at.directory());
            found.add(new Found((Long) attributes.get("ino"), at.path().isEmpty() ? "/" : at.path()));
            int children = (Integer) attributes.get("nlink") - 2;
            if (children == 0) {
                return;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(at.directory())) {
                for (Path entry : entries) {
                    if (isDirectory(entry)) {
                        left.add(new Start(entry, at.path() + "/" + entry.getFileName()));
                        if (--children == 0) {
                            break;
                        }
                    }
                }
            }
        } catch (IOException e) {
            // it has gone since its parent was read; its cgroup_rmdir is on its way
            return;
        }
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static Map<String, Object> attributes(Path directory) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(directory, "unix:ino,nlink,mode",
                LinkOption.NOFOLLOW_LINKS);
        if (((Integer) attributes.get("mode") & FILE_TYPE) != DIRECTORY) {
            throw new IOException("not a directory");
        }
        return attributes;
    }

    /**
     * The mount that shows the hierarchy's root: ours; in a cgroup namespace of our own, where ours shows a part, the
     * one that the first process of the machine sees; failing that, the part.
     */
    private Start start() {
        Path ours = hierarchy.mountPoint();
        if (ours != null && isRoot(ours)) {
            return new Start(ours, "");
        }
        Path theirs = MountInfo.find(initProcess.resolve("mountinfo"), hierarchy);
        if (theirs != null) {
            Path directory = Path.of(initProcess.resolve("root") + theirs.toString());
            if (isRoot(directory)) {
                return new Start(directory, "");
            }
        }
        String root = hierarchy.mountRoot();
        if (ours == null || root == null || root.startsWith("/..")) {
            return null;
        }
        return new Start(ours, root.equals("/") ? "" : root);
    }

    /** The root of every hierarchy has this id, whatever a namespace calls its path. */
    private static boolean isRoot(Path directory) {
        try {
            return Files.getAttribute(directory, "unix:ino").equals(ROOT_ID);
        } catch (IOException e) {
            return false;
        }
    }
}
