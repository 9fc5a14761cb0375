package io.tallyman.plugins.internal;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The product's jars that no word of a trace's command line names: other printers, other destinations, the metrics. These
 * jars can wait, since nothing else uses them. The look at the words need not be exact: what a trace asks for and does not
 * find is waited for.
 */
final class NotNamed implements Predicate<Path> {
    private static final Pattern CAN_WAIT =
            Pattern.compile("io\\.tallyman\\.(?:(capture)|metrics|(?:output|printer)\\.(\\w+))-[^/]*\\.jar");
    /** {@code -o NAME} and {@code -o NAME:FILE} write there. */
    private static final Set<String> USUAL = Set.of("stdout", "file");
    private static final String DEFAULT_PRINTER = "table";
    private static final String REPLAY = "replay";
    private static final String CAPTURE = "capture";

    private final Set<String> named = new HashSet<>(USUAL);

    /** @param words the command line */
    NotNamed(List<String> words) {
        boolean output = false;
        for (String word : words) {
            output |= word.startsWith("-o") || word.startsWith("--output");
            named.addAll(List.of((word.startsWith("-o") ? word.substring(2) : word).split("[:=]")));
        }
        if (!output) {
            named.add(DEFAULT_PRINTER);
        }
        if (named.contains(REPLAY)) {
            named.add(CAPTURE);
        }
    }

    @Override
    public boolean test(Path jar) {
        Matcher known = CAN_WAIT.matcher(jar.getFileName().toString());
        return known.matches() && !named.contains(known.group(1)) && !named.contains(known.group(2));
    }
}
