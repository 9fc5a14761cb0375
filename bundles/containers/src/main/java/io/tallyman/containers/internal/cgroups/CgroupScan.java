package io.tallyman.containers.internal.cgroups;

import io.tallyman.api.source.CgroupHierarchy;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Reads all cgroups of one hierarchy from where it is mounted. A cgroup's id is its directory's inode number, and a
 * directory's link count tells how many directories are in it: leaves, which are most, need not be read.
 */
public final class CgroupScan implements CgroupFiles {
    /** A place to start, with the path that it has in the hierarchy; empty for the hierarchy's root. */
    private record Start(Path directory, String path) {
    }

    private static final long ROOT_ID = 1;
    private static final int DIRECTORY = 0040000;
    private static final int FILE_TYPE = 0170000;

    private final CgroupHierarchy hierarchy;
    private final Path proc;
    /** Where the hierarchy was read last, and that directory's inode number; null before. */
    private volatile Start lastStart;
    private volatile long lastInode;

    public CgroupScan(CgroupHierarchy hierarchy) {
        this(hierarchy, Path.of("/proc"));
    }

    CgroupScan(CgroupHierarchy hierarchy, Path proc) {
        this.hierarchy = hierarchy;
        this.proc = proc;
    }

    @Override
    public List<Found> all() {
        List<Found> found = new ArrayList<>();
        Deque<Start> left = new ArrayDeque<>();
        Start start = start();
        if (start != null) {
            left.add(start);
        }
        while (!left.isEmpty()) {
            visit(left.poll(), found, left);
        }
        lastInode = found.isEmpty() ? 0 : found.get(0).id();
        lastStart = start;
        return found;
    }

    /**
     * A directory is gone where its path leads to nothing, or to another inode. The way there may be a process's root,
     * which ends with the process: so the directory that was read first has to be there still.
     */
    @Override
    public boolean isGone(Found cgroup) {
        Start start = lastStart;
        if (start == null || !(cgroup.path() + "/").startsWith(start.path() + "/")) {
            return false;
        }
        String below = cgroup.path().substring(start.path().length());
        return isGone(Path.of(start.directory() + below), cgroup.id()) && !isGone(start.directory(), lastInode);
    }

    private static boolean isGone(Path directory, long inode) {
        try {
            return (Long) Files.getAttribute(directory, "unix:ino", LinkOption.NOFOLLOW_LINKS) != inode;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void visit(Start at, List<Found> found, Deque<Start> left) {
        try {
            Map<String, Object> attributes = attributes(at.directory());
            found.add(new Found((Long) attributes.get("ino"), at.path().isEmpty() ? "/" : at.path(),
                    (Integer) attributes.get("uid")));
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
        } catch (IOException | DirectoryIteratorException e) {
            // the cgroup has gone since its parent was read, or cannot be read: isGone tells the two apart
            return;
        }
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static Map<String, Object> attributes(Path directory) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(directory, "unix:ino,nlink,mode,uid",
                LinkOption.NOFOLLOW_LINKS);
        if (((Integer) attributes.get("mode") & FILE_TYPE) != DIRECTORY) {
            throw new IOException("not a directory");
        }
        return attributes;
    }

    /**
     * The mount that shows the hierarchy's root: ours; where ours shows a part, as in a container or in a cgroup namespace
     * of our own, a second one of ours, which shows the machine's; else the one that the first process of the machine sees,
     * or any other if that one may not be looked at; failing that, the part.
     */
    private Start start() {
        Path ours = hierarchy.mountPoint();
        if (ours != null && isRoot(ours, null)) {
            return new Start(ours, "");
        }
        for (Path another : ours == null ? List.<Path>of() : MountInfo.findAll(proc.resolve("self/mountinfo"), hierarchy)) {
            if (isRoot(another, ours)) {
                return new Start(another, "");
            }
        }
        for (int pid : processes(ours == null)) {
            Path process = proc.resolve(Integer.toString(pid));
            Path theirs = MountInfo.find(process.resolve("mountinfo"), hierarchy);
            if (theirs != null && isRoot(Path.of(process.resolve("root") + theirs.toString()), ours)) {
                return new Start(Path.of(process.resolve("root") + theirs.toString()), "");
            }
        }
        String root = hierarchy.mountRoot();
        if (ours == null || root == null || root.startsWith("/..")) {
            return null;
        }
        return new Start(ours, root.equals("/") ? "" : root);
    }

    /** Without a mount of ours nothing tells the hierarchy from what a process has put in its place. */
    private int[] processes(boolean firstAlone) {
        String[] names = firstAlone ? null : proc.toFile().list();
        return names == null ? new int[] {1} : Arrays.stream(names).filter(name -> name.matches("[0-9]{1,9}"))
                .mapToInt(Integer::parseInt).sorted().toArray();
    }

    /**
     * The root of every hierarchy has this id, whatever a namespace calls its path.
     *
     * @param known somewhere in the same hierarchy, or null
     */
    private static boolean isRoot(Path directory, Path known) {
        try {
            return Files.getAttribute(directory, "unix:ino").equals(ROOT_ID) && (known == null
                    || Files.getAttribute(directory, "unix:dev").equals(Files.getAttribute(known, "unix:dev")));
        } catch (IOException e) {
            return false;
        }
    }
}
