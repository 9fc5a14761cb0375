package io.tallyman.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The version of the product is that of the parent {@code pom.xml}, wherever somebody says a version. */
class VersionTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern OWN = Pattern.compile("<version>([^<]+)</version>");
    private static final Pattern PARENT = Pattern.compile(
            "<parent>\\s*<groupId>io\\.tallyman</groupId><artifactId>tallyman</artifactId><version>([^<]+)</version>");
    private static final Pattern API = Pattern.compile("<groupId>io\\.tallyman</groupId>"
            + "<artifactId>io\\.tallyman\\.[a-z.]+</artifactId><version>([^<$]+)</version>");
    private static final Pattern TIME = Pattern.compile("outputTimestamp>([^<]+)<");
    private static final Pattern ARTEFACT = Pattern.compile("(?:tallyman(?:-image)?[-_:]|newTag: )(\\d+\\.\\d+\\.\\d+)");
    private static final Pattern ARCHETYPE = Pattern.compile("archetypeVersion=(\\S+)");

    @TempDir
    Path copy;

    private static String version(Path top) throws IOException {
        Matcher own = OWN.matcher(Files.readString(top.resolve("pom.xml")));
        assertTrue(own.find());
        return own.group(1);
    }

    private static List<Path> files(Path directory, int depth, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory, depth)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> !file.toString().contains("/target/")).toList();
        }
    }

    private static List<Path> poms(Path top) throws IOException {
        return files(top, 3, "pom.xml");
    }

    private static List<Path> documents(Path top) throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String directory : List.of("", "docs", "examples")) {
            documents.addAll(files(top.resolve(directory), 1, ".md"));
        }
        return documents;
    }

    private static Set<String> said(List<Path> files, Pattern pattern) throws IOException {
        Set<String> said = new TreeSet<>();
        for (Path file : files) {
            pattern.matcher(Files.readString(file)).results().forEach(match -> said.add(match.group(1)));
        }
        return said;
    }

    private static void shouldSay(String version, Path top) throws IOException {
        assertEquals(version, version(top));
        assertEquals(Set.of(version), said(poms(top), PARENT));
        assertEquals(Set.of(version), said(poms(top), API));
        assertEquals(Set.of(version), said(documents(top), ARTEFACT));
        assertEquals(Set.of(version), said(documents(top), ARCHETYPE));
    }

    @Test
    void shouldBeOneInModulesExamplesAndDocuments() throws IOException {
        shouldSay(version(TOP), TOP);
    }

    /** An example that has no parent must use what the tests of the example use. */
    @ParameterizedTest
    @CsvSource({"kafka-streams, kafka", "gson, gson"})
    void shouldUseTheSameLibrariesInAnExampleWithoutAParent(String artefact, String property) throws IOException {
        Path example = TOP.resolve("examples/pipelines/kafka-streams/pom.xml");
        Set<String> used = said(List.of(example), Pattern.compile(artefact + "</artifactId><version>([^<]+)<"));
        assertEquals(1, used.size());
        Pattern parents = Pattern.compile("<" + property + "\\.version>([^<]+)<");
        assertEquals(said(List.of(TOP.resolve("pom.xml")), parents), used);
    }

    @Test
    void shouldChangeEverywhereByOneCommand() throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>(poms(TOP));
        files.addAll(documents(TOP));
        files.add(TOP.resolve("scripts/version"));
        for (Path file : files) {
            Path to = copy.resolve(TOP.relativize(file));
            Files.createDirectories(to.getParent());
            Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        }
        Process process = new ProcessBuilder(copy.resolve("scripts/version").toString(), "7.3.1").inheritIO().start();
        assertEquals(0, process.waitFor());
        shouldSay("7.3.1", copy);
        assertNotEquals(said(poms(TOP), TIME), said(poms(copy), TIME));
    }
}
