package io.tallyman.source.ebpf.internal.machine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayModuleTest {
    @TempDir
    Path directory;

    @Test
    void shouldBelieveTheModulesTypesMoreThanTheVersion() throws Exception {
        Path newer = Files.writeString(directory.resolve("newer"), "\u0001\0ovl_entry\0__numlower\0");
        Path older = Files.writeString(directory.resolve("older"), "\u0001\0ovl_entry\0numlower\0");

        assertTrue(OverlayModule.keepsEntries(newer, "5.14.0-611.el9"));
        assertFalse(OverlayModule.keepsEntries(older, "6.12.1"));
    }

    @Test
    void shouldGoByTheVersionWhereNoModuleIsLoaded() {
        Path missing = directory.resolve("missing");

        assertFalse(OverlayModule.keepsEntries(missing, "6.4.16"));
        assertTrue(OverlayModule.keepsEntries(missing, "6.5.0"));
    }
}
