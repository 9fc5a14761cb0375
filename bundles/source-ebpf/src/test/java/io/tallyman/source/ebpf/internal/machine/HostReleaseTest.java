package io.tallyman.source.ebpf.internal.machine;

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
}
