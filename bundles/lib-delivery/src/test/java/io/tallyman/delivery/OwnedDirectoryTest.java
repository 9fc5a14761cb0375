package io.tallyman.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedDirectoryTest {
    @TempDir
    private Path dir;

    @Test
    void shouldMakeWhatIsMissingForItsOwnerAlone() throws IOException {
        Path made = OwnedDirectory.of("spool", dir.resolve("a/b"));
        assertEquals(dir.resolve("a/b").toRealPath(), made);
        assertEquals("rwx------", mode(made));
        assertEquals("rwx------", mode(made.getParent()));
        assertEquals(made, OwnedDirectory.of("spool", dir.resolve("a/b")));
    }

    @Test
    void shouldRefuseADirectoryThatOthersCanLookInto() throws IOException {
        Path open = Files.createDirectory(dir.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
        refuses(open, "other users can look into it: chmod 700 " + open);
    }

    @Test
    void shouldRefuseAWayThatOthersCanExchangeAndMakeNothingThere() throws IOException {
        Path open = Files.createDirectory(dir.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertEquals("key 'spool' cannot be '" + open + "': other users can change " + open + ": chmod go-w " + open,
                assertThrows(IOException.class, () -> OwnedDirectory.of("spool", open.resolve("x"))).getMessage());
        assertEquals(false, Files.exists(open.resolve("x")));
        Path link = Files.createSymbolicLink(dir.resolve("link"), open);
        refuses(link, "other users can change " + open + ": chmod go-w " + open);
    }

    @Test
    void shouldRefuseWhatIsNoDirectory() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        refuses(file, "this is no directory");
    }

    private static void refuses(Path path, String why) {
        assertEquals("key 'spool' cannot be '" + path + "': " + why,
                assertThrows(IOException.class, () -> OwnedDirectory.of("spool", path)).getMessage());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
