package io.tallyman.containers.internal.cgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.source.CgroupHierarchy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCgroupTest {
    @TempDir
    Path directory;

    private long id(int hierarchy, String controller, String mountRoot) throws IOException {
        Path membership = Files.writeString(directory.resolve("membership"),
                "9:name=systemd:/\n4:cpu,cpuset:/one/a:b\n0::/two\n");
        return OwnCgroup.id(new CgroupHierarchy(hierarchy, controller, directory, mountRoot), membership);
    }

    private long made(String path) throws IOException {
        return (Long) Files.getAttribute(Files.createDirectories(directory.resolve(path)), "unix:ino");
    }

    @Test
    void findsTheDirectoryInTheRightHierarchy() throws IOException {
        assertEquals(made("one/a:b"), id(4, "cpuset", "/"));
        assertEquals(made("two"), id(0, "", "/"));
    }

    @Test
    void findsTheDirectoryBelowAMountOfAPart() throws IOException {
        assertEquals(made("a:b"), id(4, "cpuset", "/one"));
    }

    @Test
    void knowsNothingOfWhatItCannotSee() throws IOException {
        assertEquals(OwnCgroup.UNKNOWN, id(0, "", "/"), "there is no such directory");
        assertEquals(OwnCgroup.UNKNOWN, id(4, "memory", "/"), "no such hierarchy");
        assertEquals(OwnCgroup.UNKNOWN, id(4, "cpuset", "/another"), "the mount shows another part");
    }
}
