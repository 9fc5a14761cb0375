package io.tallyman.launcher;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountFlagsTest {
    private final MountFlags flags = MountFlags.parse(List.of(
            "/dev/vda1 / ext4 rw,relatime 0 0",
            "tmpfs /usr tmpfs rw,nosuid,nodev,noexec 0 0",
            "tmpfs /usr/bin tmpfs rw 0 0",
            "tmpfs /etc tmpfs rw,noexec 0 0",
            "tmpfs /etc tmpfs rw 0 0",
            "garbage"));

    @Test
    void shouldAskTheNearestMount() throws IOException {
        assertTrue(flags.canExecute(Path.of("/")));
        assertFalse(flags.canExecute(Path.of("/usr")));
        assertFalse(flags.canExecute(Path.of("/usr/share")));
        assertTrue(flags.canExecute(Path.of("/usr/bin")));
    }

    @Test
    void shouldTellWhatIsMountedToBeRead() throws IOException {
        assertFalse(flags.isReadOnly(Path.of("/usr")));
        MountFlags service = MountFlags.parse(List.of("tmpfs /usr tmpfs ro,noexec 0 0"));
        assertTrue(service.isReadOnly(Path.of("/usr")));
        assertFalse(service.isReadOnly(Path.of("/usr/bin")), "others may write there by another mount");
    }

    @Test
    void shouldAskTheOneOnTop() throws IOException {
        assertTrue(flags.canExecute(Path.of("/etc")));
    }
}
