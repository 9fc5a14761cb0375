package io.tallyman.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    @Test
    void shouldBePrivateAndGoneAfterwards() throws Exception {
        Path path;
        try (Storage storage = Storage.create(StorageTest::fail)) {
            path = storage.path();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            Files.writeString(Files.createDirectories(path.resolve("bundle7/data")).resolve("x"), "y");
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void shouldRemoveWhatAKilledProcessLeftAndNothingElse() throws Exception {
        try (Storage first = Storage.create(StorageTest::fail)) {
            Path parent = first.path().getParent();
            Path stale = make(parent, "tallyman-999999999-17");
            Path other = make(parent, "tallyman-other");
            try (Storage second = Storage.create(StorageTest::fail)) {
                assertFalse(Files.exists(stale));
                assertTrue(Files.exists(other));
                assertTrue(Files.exists(first.path()));
                assertTrue(Files.exists(second.path()));
            } finally {
                Files.deleteIfExists(other);
                Files.deleteIfExists(stale);
            }
        }
    }

    private static Path make(Path parent, String name) throws IOException {
        return Files.createDirectories(parent.resolve(name));
    }

    private static void fail(String warning) {
        throw new AssertionError(warning);
    }

    private static void assertRefused(Path runtime, String problem) throws Exception {
        List<String> warnings = new ArrayList<>();
        try (Storage storage = Storage.create(Map.of("XDG_RUNTIME_DIR", runtime.toString()), warnings::add)) {
            assertFalse(storage.path().startsWith(runtime), storage.path().toString());
            assertEquals(List.of("no files are put into " + runtime + ": " + problem + ", who could change what runs here"),
                    warnings);
        }
    }

    @Test
    void shouldTakeTheRuntimeDirectoryOfItsUser(@TempDir Path runtime) throws Exception {
        try (Storage storage = Storage.create(Map.of("XDG_RUNTIME_DIR", runtime.toString()), StorageTest::fail)) {
            assertEquals(runtime, storage.path().getParent());
        }
    }

    @Test
    void shouldNotUseADirectoryThatOthersCanWriteTo(@TempDir Path top) throws Exception {
        Path runtime = make(top, "runtime");
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused(runtime, runtime + " can be written to by others");
    }

    /** su and sudo -E keep the variable of the user who called them. */
    @Test
    @Tag("privileged")
    void shouldNotUseTheRuntimeDirectoryOfSomebodyElse(@TempDir Path top) throws Exception {
        Path runtime = make(top, "runtime");
        Files.setAttribute(runtime, "unix:uid", 65534);
        assertRefused(runtime, runtime + " belongs to user 65534");
        assertRefused(make(runtime, "tallyman"), runtime + " belongs to user 65534");
    }
}
