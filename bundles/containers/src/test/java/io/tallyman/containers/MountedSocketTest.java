package io.tallyman.containers;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedSocketTest {
    @TempDir
    private Path directory;

    private Path mounts(String... points) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String point : points) {
            text.append("36 35 0:31 /a.sock ").append(point).append(" rw,nosuid shared:5 - tmpfs tmpfs rw\n");
        }
        return Files.writeString(directory.resolve("mountinfo"), text);
    }

    @Test
    void shouldTellASocketThatIsAMountFromOneInAMount() throws IOException {
        Path real = directory.toRealPath();
        Path socket = Files.createFile(directory.resolve("docker.sock"));
        assertTrue(MountedSocket.is(socket, mounts("/", real.toString(), real + "/docker.sock")));
        assertFalse(MountedSocket.is(socket, mounts("/", real.toString(), real + "/docker.sock2")));
        assertFalse(MountedSocket.is(socket, mounts()));
    }

    /** In the image {@code /var/run} is a link to {@code /run}, where the mount is. */
    @Test
    void shouldFollowLinksAndReadEscapes() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("a b\\c"));
        Files.createFile(inner.resolve("x.sock"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), inner);
        assertTrue(MountedSocket.is(link.resolve("x.sock"),
                mounts(directory.toRealPath() + "/a\\040b\\134c/x.sock")));
    }

    @Test
    void shouldComplainOfNothingWhereNothingCanBeRead() throws IOException {
        Path socket = Files.createFile(directory.resolve("docker.sock"));
        assertFalse(MountedSocket.is(socket, directory.resolve("none")));
        assertFalse(MountedSocket.is(directory.resolve("gone.sock"), mounts("/")));
        Files.writeString(directory.resolve("mountinfo"), "short line\n\n");
        assertFalse(MountedSocket.is(socket, directory.resolve("mountinfo")));
    }
}
