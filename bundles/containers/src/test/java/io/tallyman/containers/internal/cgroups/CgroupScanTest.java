package io.tallyman.containers.internal.cgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.containers.internal.cgroups.CgroupFiles.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupScanTest {
    @TempDir
    Path directory;

    private static List<String> paths(List<Found> found) {
        return found.stream().map(Found::path).sorted().toList();
    }

    @Test
    void findsEachDirectoryWithItsInodeAndParentsFirst() throws IOException {
        Path deep = Files.createDirectories(directory.resolve("mount/docker/one/child"));
        Files.createDirectories(directory.resolve("mount/docker/two"));
        Files.createFile(directory.resolve("mount/docker/cgroup.procs"));
        Files.createSymbolicLink(directory.resolve("mount/docker/loop"), directory.resolve("mount"));
        List<Found> found = new CgroupScan(new CgroupHierarchy(0, "", directory.resolve("mount"), "/"),
                directory).all();

        assertEquals(List.of("/", "/docker", "/docker/one", "/docker/one/child", "/docker/two"), paths(found));
        assertEquals("/", found.get(0).path());
        assertTrue(found.contains(new Found((Long) Files.getAttribute(deep, "unix:ino"), "/docker/one/child", 0)));
        assertTrue(found.stream().map(Found::path).toList().indexOf("/docker/one") < found.size() - 1);
    }

    @Test
    void putsTheMountsOwnPathBeforeWhatAPartOfTheHierarchyShows() throws IOException {
        Files.createDirectories(directory.resolve("mount/inner"));
        CgroupHierarchy part = new CgroupHierarchy(0, "", directory.resolve("mount"), "/docker/abc");
        assertEquals(List.of("/docker/abc", "/docker/abc/inner"), paths(new CgroupScan(part, directory).all()));
    }

    @Test
    void tellsWhatIsGoneFromWhatCannotBeRead() throws IOException {
        Path one = Files.createDirectories(directory.resolve("mount/docker/one"));
        Files.createDirectories(directory.resolve("mount/docker/two"));
        CgroupScan scan = new CgroupScan(new CgroupHierarchy(0, "", directory.resolve("mount"), "/part"), directory);
        Found before = scan.all().stream().filter(found -> found.path().equals("/part/docker/one")).findFirst()
                .orElseThrow();
        assertFalse(scan.isGone(before));
        assertFalse(scan.isGone(new Found(7, "/elsewhere", 0)), "the mount does not show it");
        assertTrue(scan.isGone(new Found(7, "/part/docker/two", 0)), "another cgroup has its path");
        Files.delete(one);
        assertTrue(scan.isGone(before));
        Files.move(directory.resolve("mount"), directory.resolve("unmounted"));
        assertFalse(scan.isGone(before), "the whole file system cannot be read any more");
    }

    @Test
    void findsNothingWhereNothingIsMounted() {
        assertEquals(List.of(), new CgroupScan(new CgroupHierarchy(0, "", null, null), directory).all());
        assertEquals(List.of(), new CgroupScan(new CgroupHierarchy(0, "", directory, "/../.."), directory).all());
    }

    /** A cgroup of the machine's own hierarchy, and what is found while another process is all there is to go by. */
    private void findFrom(String process, boolean mounted) throws IOException {
        Path theirs = MountInfo.find(Path.of("/proc/self/mountinfo"), new CgroupHierarchy(0, "", null, null));
        assertFalse(theirs == null, "this machine has no cgroup v2 mounted");
        Files.createSymbolicLink(directory.resolve(process), Path.of("/proc/self"));
        Path cgroup = theirs.resolve("tallyman-scan-" + ProcessHandle.current().pid());
        Files.createDirectory(cgroup);
        try {
            List<Found> found = new CgroupScan(new CgroupHierarchy(0, "", mounted ? cgroup : null, "/../.."), directory)
                    .all();
            assertEquals(new Found(1, "/", 0), found.get(0));
            assertTrue(found.contains(new Found((Long) Files.getAttribute(cgroup, "unix:ino"),
                    "/" + cgroup.getFileName(), 0)));
        } finally {
            Files.delete(cgroup);
        }
    }

    @Test
    @Tag("privileged")
    void readsTheHierarchyThatTheFirstProcessSeesWhereNoneIsMounted() throws IOException {
        findFrom("1", false);
    }

    @Test
    @Tag("privileged")
    void readsTheHierarchyThatAnyProcessSeesWhereOursShowsAPart() throws IOException {
        findFrom("4711", true);
    }

    /** A pod has a cgroup namespace of its own, and the machine's cgroup file system mounted at another place. */
    @Test
    @Tag("privileged")
    void readsTheHierarchyThatASecondMountOfOursShows() throws IOException {
        Path theirs = MountInfo.find(Path.of("/proc/self/mountinfo"), new CgroupHierarchy(0, "", null, null));
        Path cgroup = theirs.resolve("tallyman-second-" + ProcessHandle.current().pid());
        Path self = Files.createDirectory(directory.resolve("self"));
        Files.writeString(self.resolve("mountinfo"), "34 31 0:31 /../.. " + cgroup + " rw - cgroup2 cgroup2 rw\n"
                + "35 31 0:31 / " + theirs + " ro - cgroup2 cgroup2 rw\n");
        Files.createDirectory(cgroup);
        try {
            List<Found> found = new CgroupScan(new CgroupHierarchy(0, "", cgroup, "/"), directory).all();
            assertEquals(new Found(1, "/", 0), found.get(0));
            assertTrue(found.contains(new Found((Long) Files.getAttribute(cgroup, "unix:ino"),
                    "/" + cgroup.getFileName(), 0)));
        } finally {
            Files.delete(cgroup);
        }
    }

    @Test
    @Tag("privileged")
    void doesNotTakeAnotherFileSystemForTheHierarchy() throws IOException {
        Path theirs = MountInfo.find(Path.of("/proc/self/mountinfo"), new CgroupHierarchy(0, "", null, null));
        Path process = Files.createDirectory(directory.resolve("4711"));
        Files.writeString(process.resolve("mountinfo"), "34 31 0:31 / / rw - cgroup2 cgroup2 rw\n");
        Files.createSymbolicLink(process.resolve("root"), theirs);
        assertEquals(List.of(), new CgroupScan(new CgroupHierarchy(0, "", directory, "/../.."), directory).all());
    }
}
