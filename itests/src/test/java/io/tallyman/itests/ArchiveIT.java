package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** The archives, unpacked as a user unpacks them, where nothing else is installed. */
@Category(Heavy.class)
public class ArchiveIT {
    private static final Path DISTRIBUTION = Tallyman.HOME.resolve("../..").normalize();
    private static final Pattern VERSION = Pattern.compile("GLIBC_2\\.(\\d+)");
    private static final Pattern NEEDED = Pattern.compile("\\(NEEDED\\).*\\[(.*)]");
    /** Debian 11's C library is 2.31. */
    private static final int OLDEST = 31;
    private static final long LARGEST = 70L * 1024 * 1024;
    private static final int COUNT = 5;
    private static BareRoot root;

    @BeforeClass
    public static void unpack() throws Exception {
        Commands.run(DISTRIBUTION.resolve("archive/build").toString());
        root = BareRoot.empty();
        Commands.run("tar", "-C", Files.createDirectories(root.path("/opt")).toString(), "-xf",
                archive("-x86_64\\.tar\\.gz").toString());
        Commands.run("tar", "-C", Files.createDirectories(root.path("/plain")).toString(), "-xf",
                archive("-x86_64-noruntime\\.tar\\.gz").toString());
    }

    @AfterClass
    public static void remove() throws Exception {
        root.close();
    }

    private static Path archive(String end) throws IOException {
        return only(DISTRIBUTION.resolve("target"), "tallyman-[0-9.]+-linux" + end);
    }

    private static Path only(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.filter(file -> file.getFileName().toString().matches(name)).toList();
            assertEquals(directory + ": " + found, 1, found.size());
            return found.get(0);
        }
    }

    private static Path home() throws IOException {
        return only(root.path("/opt"), "tallyman-.*");
    }

    private static String inside(Path file) {
        return "/" + root.path("/").relativize(file);
    }

    @Test
    public void shouldBeSmall() throws Exception {
        long size = Files.size(archive("-x86_64\\.tar\\.gz"));
        assertTrue(size + " bytes", size < LARGEST);
    }

    @Test
    public void shouldRunOnTheCLibraryOfDebian11() throws Exception {
        List<Path> files = elfFiles(root.path("/plain"));
        assertTrue(files.toString(), files.size() >= 5);
        for (Path file : files) {
            Matcher version = VERSION.matcher(Commands.run("readelf", "-V", "-W", file.toString()));
            while (version.find()) {
                assertTrue(file + " asks for " + version.group(), Integer.parseInt(version.group(1)) <= OLDEST);
            }
        }
    }

    @Test
    public void shouldBringEveryLibraryThatTheRuntimeNeeds() throws Exception {
        Set<String> missing = new TreeSet<>();
        List<Path> files = elfFiles(home().resolve("runtime"));
        Set<String> there = files.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        for (Path file : files) {
            Matcher needed = NEEDED.matcher(Commands.run("readelf", "-d", "-W", file.toString()));
            while (needed.find()) {
                missing.add(needed.group(1));
            }
        }
        assertTrue(missing.toString(), missing.contains("libc.so.6"));
        missing.removeAll(there);
        // the dynamic linker itself, which is called java so that ps shows that name
        assertEquals(Set.of("ld-linux-x86-64.so.2"), missing);
    }

    @Test
    public void shouldTraceWhereNoProgramAndNoCLibraryIs() throws Exception {
        root.mount(Path.of(Docker.SOCKET).getParent(), "run");
        String program = inside(home()) + "/bin/tallyman";
        try (Lines trace = Lines.of(root.command(program, "trace", "--containers", "-o", "json"))) {
            trace.awaitErr("names from");
            Until.holds("docker is connected to", () -> trace.stderr().contains("docker"));
            for (int i = 0; i < COUNT; i++) {
                Docker.run("archive-" + i, "/bin/ls", "/truth/archive-" + i);
            }
            assertTrue(root.run(program, "shell", "trace:status").startsWith("source ebpf"));
            trace.interrupt();
            assertEquals("tallyman: tracing; Ctrl-C stops", trace.stderr().lines().findFirst().orElse(""));
            List<String> execs = trace.lines().stream().map(Lines.Line::text)
                    .filter(line -> line.contains("\"sched_process_exec\"") && line.contains("/truth/archive-"))
                    .filter(line -> !line.contains("\"containerId\":\"\"")).toList();
            assertEquals(execs.toString(), COUNT, execs.size());
            for (String exec : execs) {
                assertTrue(exec, exec.contains("\"enrichment\":\"complete\"") && exec.contains("\"name\":\"archive-"));
            }
        }
    }

    /** The cache was made in another directory. */
    @Test
    public void shouldUseTheClassCacheAtTheFirstStart() throws Exception {
        Commands.run(root.commandWith(List.of("TALLYMAN_JAVA_OPTS=-Xlog:class+load=info:file=/loaded"),
                inside(home()) + "/bin/tallyman", "list", "printers"), null);
        List<String> ours = Files.readAllLines(root.path("/loaded")).stream()
                .filter(line -> line.contains(" org.apache.felix.framework.Felix ")).toList();
        assertEquals(ours.toString(), 1, ours.size());
        assertTrue(ours.get(0), ours.get(0).contains("shared objects file"));
    }

    @Test
    public void shouldSayWhatIsMissingWithoutARuntime() throws Exception {
        Path plain = only(root.path("/plain"), "tallyman-.*");
        try {
            root.run(inside(plain) + "/bin/tallyman", "--version");
            throw new AssertionError("there is a Java in an empty root");
        } catch (Commands.Failed e) {
            assertTrue(e.getMessage(), e.getMessage().contains("no Java 17 or newer was found"));
        }
        assertTrue(Commands.run(plain + "/bin/tallyman", "--version").startsWith("tallyman "));
    }

    private static List<Path> elfFiles(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isElf(file)).toList();
        }
    }

    private static boolean isElf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(4), new byte[] {0x7f, 'E', 'L', 'F'});
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
