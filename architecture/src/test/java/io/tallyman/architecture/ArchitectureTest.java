package io.tallyman.architecture;

import static org.junit.jupiter.api.Assertions.*;

import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of ARCHITECTURE.md are true: each room is there, and knows whom its row names and nobody else. */
class ArchitectureTest {
    private static Bundles bundles;
    private static Architecture architecture;

    @BeforeAll
    static void read() throws Exception {
        bundles = Bundles.read();
        architecture = new Architecture(bundles, Bundles.document());
    }

    private static void assertNone(List<String> sentences) {
        assertEquals("", String.join("\n", sentences));
    }

    @Test
    void shouldHaveARowForEachBundle() {
        assertNone(architecture.rooms());
    }

    @Test
    void shouldHaveEachPackageInOneBundle() {
        assertNone(bundles.divided());
    }

    @Test
    void shouldKnowTheBundlesThatTheTableNames() {
        assertNone(architecture.arrowsBetweenBundles());
    }

    @Test
    void shouldUseTheLibrariesThatTheTableNames() {
        assertNone(architecture.libraries());
    }

    @Test
    void shouldKeepInternalPackagesToTheirBundles() {
        assertNone(architecture.internals());
    }

    @ParameterizedTest
    @ValueSource(strings = {"containers", "engine", "source-ebpf"})
    void shouldHaveARowForEachPackage(String bundle) {
        assertNone(architecture.packages(bundle));
    }

    @ParameterizedTest
    @ValueSource(strings = {"containers", "engine", "source-ebpf"})
    void shouldKnowThePackagesThatTheTableNames(String bundle) {
        assertNone(architecture.arrowsInside(bundle));
    }

    /** The check itself: with one name taken out of the document, or put into it, a sentence tells which. */
    @Test
    void shouldSayWhatTheDocumentLacks() throws Exception {
        Architecture noRow = change("| `bundles/filter` ", "| `bundles/sieve` ");
        assertEquals(List.of("bundles/filter must have one row below \"The rooms\" in ARCHITECTURE.md",
                "bundles/sieve has a row below \"The rooms\" in ARCHITECTURE.md and does not exist"), noRow.rooms());
        assertStarts("filter knows api: ", noRow.arrowsBetweenBundles());

        Architecture unused = change("its own fields | `api` |", "its own fields | `api`, `engine` |");
        assertEquals(List.of("bundles/filter may know engine by the table below \"The rooms\" in ARCHITECTURE.md, "
                + "and no class uses that"), unused.arrowsBetweenBundles());

        assertStarts("source-ebpf knows com.sun.jna: ", change("`com.sun.jna`, ", "").libraries());
        Architecture noInbox = change("| `inbox` |", "| `letters` |");
        assertStarts("inbox must have one row below", noInbox.packages("containers"));
        assertStarts("inbox knows authority: ", noInbox.arrowsInside("containers"));
    }

    private static Architecture change(String from, String to) throws Exception {
        String document = Bundles.document();
        String changed = document.replace(from, to);
        assertNotEquals(document, changed, () -> "ARCHITECTURE.md has no \"" + from + "\" to try the check on");
        return new Architecture(bundles, changed);
    }

    private static void assertStarts(String beginning, List<String> sentences) {
        assertTrue(sentences.stream().anyMatch(sentence -> sentence.startsWith(beginning)), sentences::toString);
    }

    @Test
    void shouldHaveNoCycleOfPackages() {
        SlicesRuleDefinition.slices().matching("io.tallyman.(**)").should().beFreeOfCycles().check(bundles.classes());
    }
}
