package io.tallyman.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedFileTest {
    @TempDir
    private Path dir;
    private Path file;
    private Path inner;

    /** {@code first} leads to {@code inner/second}, and that to {@code file}. */
    @BeforeEach
    void make() throws IOException {
        file = Files.writeString(dir.resolve("file"), "hunter2\n");
        mode(file, "rw-------");
        inner = Files.createDirectory(dir.resolve("inner"));
        mode(inner, "rwx------");
        Files.createSymbolicLink(inner.resolve("second"), Path.of("../file"));
        Files.createSymbolicLink(dir.resolve("first"), Path.of("inner/./second"));
    }

    @Test
    void shouldFollowLinksThatNobodyElseCanExchange() throws IOException {
        assertEquals("hunter2", OwnedFile.secret("key-file", file));
        assertEquals("hunter2", OwnedFile.secret("key-file", dir.resolve("first")));
        assertEquals("hunter2", OwnedFile.secret("key-file", inner.resolve("../inner/second")));
    }

    @Test
    void shouldRefuseALinkInTheMiddleThatOthersCanExchange() throws IOException {
        mode(inner, "rwxrwxrwx");
        refuses(dir.resolve("first"), "other users can change " + inner + ": chmod go-w " + inner);
    }

    @Test
    void shouldRefuseWhatOthersCanChangeOrRead() throws IOException {
        mode(file, "rw-r--r--");
        refuses(dir.resolve("first"), "every user can read this file: chmod o= " + dir.resolve("first"));
        mode(file, "rw--w----");
        refuses(file, "other users can change " + file + ": chmod go-w " + file);
    }

    @Test
    void shouldRefuseWhatIsNoFile() throws IOException {
        refuses(inner, "this is no file");
        refuses(dir.resolve("none"), "there is no such file");
        Path circle = Files.createSymbolicLink(dir.resolve("circle"), Path.of("circle"));
        refuses(circle, "there are too many links on the way");
    }

    private static void refuses(Path path, String why) {
        assertEquals("key 'key-file' cannot be '" + path + "': " + why,
                assertThrows(IOException.class, () -> OwnedFile.secret("key-file", path)).getMessage());
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
