package io.tallyman.api.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReleaseTest {
    @TempDir
    private Path directory;

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    @Test
    void shouldTakeTheFileThatTheEnvironmentNames() throws IOException {
        String host = file("host", "NAME=\"Harbour\"\nPRETTY_NAME=\"Harbour Linux 7\u001b[31m\"\n");
        assertEquals("Harbour Linux 7 [31m", HostRelease.name(Map.of("LIBBPFGO_OSRELEASE_FILE", host)));
        String other = file("other", "PRETTY_NAME=Quay\n");
        assertEquals("Quay", HostRelease.name(Map.of("LIBBPFGO_OSRELEASE_FILE", host, "TALLYMAN_OSRELEASE_FILE", other)));
    }

    @Test
    void shouldFallBackToTheUsualFiles() throws IOException {
        String usual = HostRelease.name(Map.of());
        assertFalse(usual.isEmpty());
        assertEquals(usual, HostRelease.name(Map.of("TALLYMAN_OSRELEASE_FILE", directory.resolve("none").toString())));
        assertEquals(usual, HostRelease.name(Map.of("TALLYMAN_OSRELEASE_FILE", file("nameless", "ID=x\n"))));
    }

    /** The file is the machine's, but whoever mounts it may mount anything. */
    @Test
    void shouldNotTrustTheFile() throws Exception {
        String usual = HostRelease.name(Map.of());
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertEquals(usual, HostRelease.name(Map.of("TALLYMAN_OSRELEASE_FILE", pipe.toString())));
        assertEquals(usual, HostRelease.name(Map.of("TALLYMAN_OSRELEASE_FILE", directory.toString())));
        String far = file("far", "#".repeat(64 * 1024) + "\nPRETTY_NAME=Far\n");
        assertEquals(usual, HostRelease.name(Map.of("TALLYMAN_OSRELEASE_FILE", far)));
        String endless = file("endless", "PRETTY_NAME=" + "Quay \u202e\t".repeat(70_001));
        assertEquals("Quay ".repeat(20), HostRelease.name(Map.of("TALLYMAN_OSRELEASE_FILE", endless)));
    }

    @Test
    void shouldKeepWhatATerminalShows() {
        assertEquals("Arch Linux — «Ä» 🐧", HostRelease.plain(" Arch\u0000Linux \u2014 \u00abÄ\u00bb\u200b🐧\n"));
        assertEquals("🐧".repeat(100), HostRelease.plain("🐧".repeat(101)));
    }
}
