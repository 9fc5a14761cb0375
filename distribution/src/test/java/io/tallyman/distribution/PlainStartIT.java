package io.tallyman.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.distribution.Product.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no framework is answered without one, and in the words that the framework has. */
class PlainStartIT {
    /** Every framework has this class. */
    private static final String FRAMEWORK = "org.apache.felix.framework.Felix ";

    @TempDir
    private Path dir;

    /** Runs the product with the runtime's log of classes, for {@link #hasStartedFramework}. */
    private Result runLogged(Path home, String... words) throws Exception {
        Path log = dir.resolve("classes");
        Files.deleteIfExists(log);
        return run(home, Map.of("TALLYMAN_JAVA_OPTS", "-Xlog:class+load:file=" + log), words);
    }

    private boolean hasStartedFramework() throws IOException {
        String classes = Files.readString(dir.resolve("classes"));
        assertTrue(classes.contains("io.tallyman.launcher.Main "), classes);
        return classes.contains(FRAMEWORK);
    }

    private static Result run(Path home, Map<String, String> environment, String... words) throws Exception {
        try (Product product = Product.start(home.resolve("bin/tallyman"), Path.of("/"), environment, List.of(words))) {
            return product.end();
        }
    }

    /** The product, with the jar of a library under another name: the framework finds the jar, the class path does not. */
    private Path withoutPlainCommands() throws IOException {
        return copy("other-");
    }

    /** @param prefix of the jar's new name */
    private Path copy(String prefix) throws IOException {
        Path copy = Files.createDirectory(dir.resolve("copy"));
        try (Stream<Path> files = Files.walk(Product.HOME)) {
            for (Path file : (Iterable<Path>) files.filter(f -> !f.equals(Product.HOME))::iterator) {
                Files.copy(file, copy.resolve(Product.HOME.relativize(file).toString()
                        .replace("picocli-", prefix + "picocli-")), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    private static void assertSame(Path copy, String line) throws Exception {
        String[] words = line.split(" ");
        Result plain = run(Product.HOME, Map.of(), words);
        assertEquals(run(copy, Map.of(), words), plain);
        assertNotEquals("", plain.out() + plain.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "trace --help", "help run", "list sets", "list events --json", "lst",
        "list filters", "list printers --json", "list destinations", "--contaners", "trace --help --contaners", "run -x"})
    void shouldStartNoFramework(String line) throws Exception {
        runLogged(Product.HOME, line.split(" "));
        assertFalse(hasStartedFramework());
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay samples/quay.cap -qo json", "replay --no-decode samples/quay.cap",
        "replay samples/quay.cap -o json -e -openat"})
    void shouldStartTheFrameworkForWhatOnlyItKnows(String line) throws Exception {
        assertEquals(0, runLogged(Product.HOME, line.split(" ")).code());
        assertTrue(hasStartedFramework());
    }

    @Test
    void shouldAnswerByTheFrameworkWhereAJarIsMissing() throws Exception {
        Path copy = withoutPlainCommands();
        assertEquals(run(Product.HOME, Map.of(), "--version"), runLogged(copy, "--version"));
        assertTrue(hasStartedFramework());
        assertSame(copy, "trace --contaners");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list filters", "list printers --json", "list destinations"})
    void shouldListWhatPluginsOfferAsTheFrameworkDoes(String line) throws Exception {
        assertSame(withoutPlainCommands(), line);
    }

    @Test
    void shouldListByTheFrameworkWhatIsInPlugins() throws Exception {
        Path copy = copy("");
        Path cef = only(copy.resolve("plugins"), "io.tallyman.printer.cef-");
        assertTrue(runLogged(copy, "list", "printers").out().contains("\ncef "));
        assertFalse(hasStartedFramework());
        Files.move(cef, cef.resolveSibling("dropped-in.jar"));
        assertEquals(run(Product.HOME, Map.of(), "list", "printers"), runLogged(copy, "list", "printers"));
        assertTrue(hasStartedFramework());
        Files.delete(cef.resolveSibling("dropped-in.jar"));
        assertFalse(runLogged(copy, "list", "printers").out().contains("\ncef "));
        assertTrue(hasStartedFramework());
    }

    private static Path only(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix)).findAny().orElseThrow();
        }
    }

    /**
     * A trace has no use for an archive that a wrong word has made, and little use for that of a replay, which neither opens
     * BPF programs nor asks runtimes. Each copy of the product is new to the archives.
     */
    @ParameterizedTest
    @ValueSource(strings = {"trace --contaners", "replay HOME/samples/quay.cap -o json"})
    void shouldMakeNoClassArchiveOfWhatIsNoTrace(String line) throws Exception {
        Path copy = copy("");
        Map<String, String> environment = Map.of("TALLYMAN_JAVA_OPTS", "-XX:+PrintCommandLineFlags");
        String flags = run(copy, environment, line.replace("HOME", copy.toString()).split(" ")).err();
        assertTrue(flags.contains("-XX:ReservedCodeCacheSize="), flags);
        assertFalse(flags.contains("-XX:ArchiveClassesAtExit") || flags.contains("-XX:+AutoCreateSharedArchive"), flags);
    }

    @Tag("heavy")
    @Test
    void shouldAnswerAsTheFrameworkDoes() throws Exception {
        Path copy = withoutPlainCommands();
        for (String line : List.of("--help", "-h", "-V", "trace -h", "replay --help", "list --help", "doctor --help",
                "run --help", "shell --help", "health --help", "help --help", "help", "help list", "help lst",
                "list events", "list events --json", "list fields", "list fields --json", "list sets --json", "list evnts",
                "list", "lst", "--contaners", "run --contaners", "doctor --jsn", "list --jsn", "-x", "trace stray",
                "replay", "help a b", "--version=x", "list --help --jsn", "trace --events")) {
            assertSame(copy, line);
        }
    }
}
