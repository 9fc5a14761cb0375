package io.tallyman.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.distribution.Product.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The product starts, answers and ends, on each JDK that is there. */
class StartIT {
    private static final Path SCRIPT = Product.HOME.resolve("bin/tallyman");

    @TempDir
    private Path dir;

    static List<String> jdks() throws IOException {
        try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
            List<String> found = homes.filter(h -> Files.isReadable(h.resolve("release")) && !Files.isSymbolicLink(h))
                    .map(Path::toString).sorted().toList();
            return found.isEmpty() ? List.of(System.getProperty("java.home")) : found;
        }
    }

    private static Map<String, String> jdk(String home) {
        return Map.of("TALLYMAN_JAVA_HOME", home);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldKeepStderrClean(String jdk) throws Exception {
        // twice: the first start may make a class archive
        for (int i = 0; i < 2; i++) {
            Result version = Product.run(jdk(jdk), "--version");
            assertEquals(0, version.code());
            assertEquals("", version.err());
            assertTrue(version.out().matches("tallyman [0-9.]+ \\(Java .*\\)\n"), version.out());
            Result filters = Product.run(jdk(jdk), "list", "filters");
            assertEquals("", filters.err());
            assertTrue(filters.out().contains("\ncontainer "), filters.out());
        }
    }

    @Test
    void shouldStartThroughALinkAndFromAnyDirectory() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("tm"), SCRIPT);
        try (Product product = Product.start(link, dir, Map.of(), List.of("list", "sets"))) {
            Result result = product.end();
            assertEquals(0, result.code());
            assertTrue(result.out().contains("default "), result.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "sets", "filters", "printers", "destinations"})
    void shouldListWhatTheBundlesOffer(String kind) throws Exception {
        Result result = Product.run(Map.of(), "list", kind);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().lines().count() > 1, result.out());
    }

    /** The jars of es-bulk and webhook are called otherwise or are not named, so a replay begins without them. */
    @Test
    void shouldFindWhatIsNamedAlsoWhereItsBundleStartsLater() throws Exception {
        Result bulk = Product.run(Map.of(), "replay", "samples/quay.cap", "-o", "es-bulk");
        assertEquals(0, bulk.code(), bulk.err());
        assertTrue(bulk.out().startsWith("{\"create\":{"), bulk.out());
        Result wrong = Product.run(Map.of(), "replay", "samples/quay.cap", "-o", "jsno");
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().startsWith("tallyman: unknown printer 'jsno', did you mean 'json'?; there are "), wrong.err());
        assertTrue(wrong.err().contains("falco"), wrong.err());
    }

    @Test
    void shouldRefuseAWrongOptionWithTwo() throws Exception {
        Result result = Product.run(Map.of(), "trace", "--contaners");
        assertEquals(new Result(2, "", "tallyman: unknown option '--contaners', did you mean '--containers'?\n"
                + "'tallyman trace --help' shows what there is\n"), result);
    }

    @Test
    void shouldRefuseAnOldJavaWithTheWayOut() throws Exception {
        Files.createDirectories(dir.resolve("old/bin"));
        Files.writeString(dir.resolve("old/release"), "JAVA_VERSION=\"11.0.2\"\n");
        Files.createFile(dir.resolve("old/bin/java"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwxr-xr-x")));
        // it goes on looking and finds another one
        assertEquals(0, Product.run(jdk(dir.resolve("old").toString()), "--version").code());
    }

    @Test
    void shouldSayThatNothingRuns() throws Exception {
        Result result = Product.run(Map.of(), "shell", "--socket", dir.resolve("none.sock").toString(), "trace:status");
        assertEquals(new Result(1, "", "tallyman: nothing is running here: " + dir.resolve("none.sock")
                + " is missing; start `tallyman run` or `tallyman trace`\n"), result);
    }

    @Test
    void shouldCompleteWordsAndKeepAHistoryAtATerminal() throws Exception {
        Map<String, String> environment = Map.of("TALLYMAN_RUN", dir.resolve("run").toString(), "XDG_STATE_HOME",
                dir.resolve("state").toString());
        try (Product product = Product.start(SCRIPT, dir, environment, List.of("run"));
                Terminal terminal = terminal(product, environment)) {
            terminal.awaitText("tallyman> ");
            terminal.type("trace:plu\t--json\n");
            terminal.awaitText("\"bundle\": \"io.tallyman.printer.json\"");
            terminal.type("exit\n");
            assertEquals(0, terminal.end());
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("state/tallyman"))));
        List<String> history = Files.readAllLines(dir.resolve("state/tallyman/history"));
        assertTrue(history.get(0).endsWith(":trace:plugins --json"), history.toString());
    }

    private static Terminal terminal(Product product, Map<String, String> environment)
            throws IOException, InterruptedException {
        product.awaitErr("running");
        return new Terminal(environment, SCRIPT + " shell");
    }

    @Test
    void shouldShipTheLicencesOfWhatItUnpacks() throws Exception {
        try (Stream<Path> jars = Files.list(Product.HOME.resolve("plugins"));
                JarFile docker = new JarFile(jars.filter(j -> j.getFileName().toString()
                        .startsWith("io.tallyman.lib.docker")).findFirst().orElseThrow().toFile())) {
            for (String library : List.of("jackson-core", "guava", "commons-io", "docker-java-transport-zerodep")) {
                assertTrue(docker.stream().anyMatch(e -> e.getName()
                        .startsWith("META-INF/licenses/" + library + "/META-INF/LICENSE")), library);
            }
        }
    }
}
