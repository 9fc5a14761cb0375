package io.tallyman.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that a plug-in sees of the api has a comment. The compiler's doclint finds what has none. Doclint also misses
 * a tag for each parameter and each result. Those findings are left out, since most comments say that in one sentence.
 */
class ApiCommentsTest {
    private static final Path API = Path.of("../bundles/api/src/main/java");
    private static final String FINDING = "no comment";

    @TempDir
    Path classes;

    private List<String> withoutComment(Path sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, Locale.ROOT, null);
                Stream<Path> all = Files.walk(sources)) {
            List<Path> java = all.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of("-proc:none", "-Xdoclint:missing/protected", "-Xmaxwarns", "10000", "-d",
                    classes.toString());
            boolean compiled = compiler.getTask(null, files, found, options, null,
                    files.getJavaFileObjectsFromPaths(java)).call();
            assertTrue(compiled, () -> found.getDiagnostics().toString());
        }
        List<String> places = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
            if (each.getSource() != null && each.getMessage(Locale.ROOT).contains(FINDING)) {
                places.add(Path.of(each.getSource().getName()).getFileName() + ":" + each.getLineNumber());
            }
        }
        return places;
    }

    @Test
    void shouldHaveACommentOnEverythingThatAPluginSees() throws IOException {
        assertEquals(List.of(), withoutComment(API));
    }

    /** The check itself: a public method and a constant without a comment are found, and nothing else. */
    @Test
    void shouldFindWhatHasNoComment(@TempDir Path sources) throws IOException {
        Files.writeString(sources.resolve("Seen.java"), """
                /** Seen. */
                public enum Seen {
                    A;

                    private static final int HIDDEN = 1;

                    /** Said. */
                    public int said() {
                        return HIDDEN;
                    }

                    public int unsaid() {
                        return HIDDEN;
                    }
                }
                """);
        assertEquals(List.of("Seen.java:3", "Seen.java:12"), withoutComment(sources));
    }
}
