package io.tallyman.source.ebpf.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The overlay of a container is found by its device. */
class OverlayMountsTest {
    private static final String MOUNTS = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            95 22 0:53 / /var/lib/docker/overlay2/a/merged rw,relatime - overlay overlay rw,lowerdir=/l/A
            96 22 0:54 / /srv/a\\040b\\134c rw shared:7 master:3 - overlay overlay rw
            97 22 0:55 / /srv/tmp rw - tmpfs tmpfs rw
            98 22 0:56 /etc /srv/etc rw - overlay overlay rw
            99 22 1:1048575 / /srv/large rw - overlay overlay rw
            """;

    private static String find(Path directory, int major, int minor) throws Exception {
        Path file = Files.writeString(directory.resolve("mountinfo"), MOUNTS);
        return OverlayMounts.find(file, major << 20 | minor);
    }

    @Test
    void shouldFindWhereAnOverlayIsMounted(@TempDir Path directory) throws Exception {
        assertEquals("/var/lib/docker/overlay2/a/merged", find(directory, 0, 53));
        assertEquals("/srv/a b\\c", find(directory, 0, 54));
        assertEquals("/srv/large", find(directory, 1, 1_048_575));
    }

    @Test
    void shouldFindNothingElse(@TempDir Path directory) throws Exception {
        assertNull(find(directory, 0, 55), "no overlay");
        assertNull(find(directory, 0, 56), "a part of an overlay");
        assertNull(find(directory, 0, 57), "not there");
    }
}
