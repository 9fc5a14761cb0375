package io.tallyman.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The headings of TROUBLESHOOTING.md are messages of the code: a message that has changed would not be found there. */
class TroubleshootingTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    /** What stands between the parts of a message that the code puts together: punctuation, paths, and what changes. */
    private static final Pattern BETWEEN = Pattern.compile("\\.\\.\\.|[:;,'()]|/\\S*");
    private static final int SHORTEST = 5;
    /** The headings behind this line describe what no message tells. */
    private static final String NO_MESSAGES = "# Without a message";

    private static String literals(Path file) {
        try {
            // a message that is longer than a line is one literal to its reader
            String text = Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
            return LITERAL.matcher(text).results().map(MatchResult::group).collect(Collectors.joining("\n"))
                    .toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(TOP.resolve("bundles"))) {
            return files.filter(f -> f.toString().endsWith(".java") && f.toString().contains("/src/main/"))
                    .map(TroubleshootingTest::literals).toList();
        }
    }

    private static List<String> headings() throws IOException {
        // a heading that begins with a quote is a part of a JSON line
        return Files.readAllLines(TOP.resolve("TROUBLESHOOTING.md")).stream()
                .takeWhile(line -> !line.equals(NO_MESSAGES)).filter(line -> line.startsWith("## ") && !line.startsWith("## \"")).map(line -> line.substring(3)).toList();
    }

    @Test
    void shouldHaveTheMessagesOfTheCodeAsItsHeadings() throws IOException {
        List<String> sources = sources();
        List<String> missing = new ArrayList<>();
        int found = 0;
        for (String heading : headings()) {
            for (String part : Arrays.stream(BETWEEN.split(heading)).map(String::strip)
                    .filter(p -> p.length() >= SHORTEST).toList()) {
                if (sources.stream().anyMatch(s -> s.contains(part.toLowerCase(Locale.ROOT)))) {
                    found++;
                } else {
                    missing.add("'" + part + "' of: " + heading);
                }
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(found > 20, found + " parts of messages found");
    }
}
