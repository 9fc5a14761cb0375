package io.tallyman.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class StorageTest {
    @Test
    void shouldBePrivateAndGoneAfterwards() throws Exception {
        Path path;
        try (Storage storage = Storage.create()) {
            path = storage.path();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            Files.writeString(Files.createDirectories(path.resolve("bundle7/data")).resolve("x"), "y");
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void shouldRemoveWhatAKilledProcessLeftAndNothingElse() throws Exception {
        try (Storage first = Storage.create()) {
            Path parent = first.path().getParent();
            Path stale = make(parent, "tallyman-999999999-17");
            Path other = make(parent, "tallyman-other");
            try (Storage second = Storage.create()) {
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
}
