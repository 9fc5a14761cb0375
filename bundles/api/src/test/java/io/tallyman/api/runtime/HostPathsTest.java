package io.tallyman.api.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostPathsTest {
    private static final Path SOCKET = Path.of("/var/run/crio/crio.sock");
    private static final Path BUNDLES = Path.of("/run/containers/storage");

    @Test
    void shouldLookBelowTheNamedDirectoryAsWell() {
        HostPaths host = new HostPaths("/host/");
        assertEquals(List.of(SOCKET, Path.of("/host/run/crio/crio.sock")), host.of(SOCKET));
        assertEquals(List.of(BUNDLES, Path.of("/host/run/containers/storage")), host.of(BUNDLES));
        assertEquals(Path.of("/host/run/containers/storage"), host.seenFrom(Path.of("/host/run/crio/crio.sock"), BUNDLES));
        assertEquals(BUNDLES, host.seenFrom(SOCKET, BUNDLES));
    }

    @Test
    void shouldTakeThePathAsItIsWhereNoDirectoryIsNamed() {
        for (String value : new String[] {null, "", "host"}) {
            assertEquals(List.of(SOCKET), new HostPaths(value).of(SOCKET));
            assertEquals(BUNDLES, new HostPaths(value).seenFrom(Path.of("/host/run/crio/crio.sock"), BUNDLES));
        }
    }
}
