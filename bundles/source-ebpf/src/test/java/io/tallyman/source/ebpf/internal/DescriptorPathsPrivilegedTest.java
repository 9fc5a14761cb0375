package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.Node;
import io.tallyman.api.source.SourceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Paths of descriptors, of a process whose descriptors are known. */
@Tag("privileged")
@Timeout(120)
class DescriptorPathsPrivilegedTest {
    private static final String[] CALLS = {"openat", "read", "write", "renameat2", "close", "dup3", "socket", "connect",
        "memfd_create", "openat2", "accept4"};

    private static Tracer tracer(boolean paths) throws Exception {
        return new Tracer(new SourceOptions(64 << 20, false, paths, false, null, Node.NONE), CALLS);
    }

    @Test
    void shouldTellTheFileBehindEachDescriptorAndTheReturnedOne(@TempDir Path directory) throws Exception {
        Path real = Files.createDirectories(directory.toRealPath().resolve("real"));
        Files.writeString(real.resolve("file"), "x");
        Files.createSymbolicLink(directory.resolve("link"), real);
        String file = real.resolve("file").toString();
        try (Tracer tracer = tracer(true)) {
            int pid = tracer.help("descriptors", directory.toString());
            List<Seen> seen = tracer.seen.stream().filter(one -> one.hostPid() == pid).toList();
            int start = 0;
            while (!seen.get(start).args().contains("link/file")) {
                start++;
            }
            String cwd = directory.toRealPath().toString();
            // A path is what the caller showed; the file is the truth.
            assertCall(seen.get(start), "openat", cwd, file);
            assertCall(seen.get(start + 1), "read", file);
            assertCall(seen.get(start + 2), "openat", cwd, real.toString());
            assertCall(seen.get(start + 3), "openat", real.toString(), file);
            assertCall(seen.get(start + 4), "renameat2", real.toString(), cwd);
            assertCall(seen.get(start + 5), "dup3", cwd + "/renamed", cwd + "/renamed", cwd + "/renamed");
            assertCall(seen.get(start + 6), "close", (String) null);
            assertCall(seen.get(start + 7), "read", (String) null);
            assertCall(seen.get(start + 8), "socket", "socket:[" + tracer.said.get("socket").get(0) + "]");
            assertCall(seen.get(start + 9), "connect", "socket:[" + tracer.said.get("socket").get(0) + "]");
            assertCall(seen.get(start + 10), "read", "pipe:[" + tracer.said.get("pipe").get(0) + "]");
            assertCall(seen.get(start + 11), "memfd_create", "memfd:tm-memory");
            assertCall(seen.get(start + 12), "openat", cwd, null);
        }
    }

    private static void assertCall(Seen seen, String name, String... paths) {
        assertEquals(name + Arrays.asList(paths), seen.name() + seen.paths(), seen.toString());
    }

    @Test
    void shouldTellNoPathsWhereTheyAreNotAskedFor(@TempDir Path directory) throws Exception {
        try (Tracer tracer = tracer(false)) {
            int pid = tracer.help("descriptors", directory.toString());
            List<Seen> seen = tracer.seen.stream().filter(one -> one.hostPid() == pid).toList();
            assertEquals(List.of(), seen.stream().flatMap(one -> one.paths().stream()).toList());
        }
    }
}
