package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Libraries, and other files whose code a process may run. */
@Tag("privileged")
@Timeout(120)
class MappingsPrivilegedTest {
    private static final String MAP = "mmap_exec";
    private static final long READ_EXECUTE = 5;

    /** A library of the image, one that was touched, and one that is new. */
    private static final String OVERLAY = """
            mount -t tmpfs tm-layers "$1"
            cd "$1"
            mkdir lower upper work all
            cp /bin/true lower/image.so
            cp /bin/true lower/copied.so
            mount -t overlay tm-overlay -o lowerdir=lower,upperdir=upper,workdir=work all
            touch all/copied.so
            cp /bin/true all/new.so
            exec "$2" map all/image.so all/copied.so all/new.so lower/image.so
            """;

    private static Predicate<Seen> of(int pid, String end) {
        return one -> one.hostPid() == pid && one.arg("pathname").toString().endsWith(end);
    }

    @Test
    void shouldTellTheImagesLibrariesFromNewOnes(@TempDir Path directory) throws Exception {
        try (Tracer tracer = Tracer.of(MAP)) {
            int pid = tracer.run("unshare", "-m", "sh", "-ec", OVERLAY, "sh", directory.toString(),
                    Tracer.HELPER.toString());
            List<Long> mapped = tracer.said.get("mapped");
            int i = 0;
            for (String each : List.of("all/image.so image", "all/copied.so copied", "all/new.so new",
                    "lower/image.so unknown")) {
                String[] words = each.split(" ");
                tracer.only(MAP, of(pid, words[0])).check("pathname", directory + "/" + words[0])
                        .checkFrom("executable_layer", words[1], 0L, 0L, mapped.get(i++), 8191L, READ_EXECUTE);
            }
            // what the loader of the shell and of the helper itself mapped is there as well
            assertEquals(true, tracer.all(MAP, of(pid, "")).stream().anyMatch(of(pid, "libc.so.6")));
        }
    }

    @Test
    void shouldTellTheFileThatWasMapped(@TempDir Path directory) throws Exception {
        Path library = Files.copy(Path.of("/bin/true"), directory.resolve("library.so"));
        Map<String, Object> attributes = Files.readAttributes(library, "unix:ino,dev,ctime");
        long device = (long) attributes.get("dev");
        try (Tracer tracer = Tracer.of(MAP)) {
            int pid = tracer.help("map", library.toString());
            tracer.only(MAP, of(pid, "library.so")).check("inode", attributes.get("ino"))
                    .check("dev", (device >> 8 & 0xfff) << 20 | device & 0xff)
                    .check("ctime", ((java.nio.file.attribute.FileTime) attributes.get("ctime")).to(TimeUnit.NANOSECONDS));
            int elsewhere = tracer.help("map-elsewhere", library.toString());
            tracer.only(MAP, of(elsewhere, "tm-library")).check("executable_memfd", 1L).check("executable_deleted", 0L);
            tracer.only(MAP, of(elsewhere, "library.so")).check("executable_memfd", 0L)
                    .check("executable_deleted", 1L);
            assertEquals(0, tracer.lost());
        }
    }
}
