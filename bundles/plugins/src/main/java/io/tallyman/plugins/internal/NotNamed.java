package io.tallyman.plugins.internal;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The product's jars that no word of a trace's command line names: other printers, other destinations and their libraries,
 * the metrics. These jars can wait, since nothing else uses them. The look at the words need not be exact: what a trace asks
 * for and does not find is waited for.
 */
final class NotNamed implements Predicate<Path> {
    private static final Pattern CAN_WAIT =
            Pattern.compile("io\\.tallyman\\.(?:(capture)|metrics|(lib|output|printer)\\.(\\w+))-[^/]*\\.jar");
    private static final String OURS = "io.tallyman.";
    private static final String LIBRARY = "lib";
    /** The runtimes' libraries. */
    private static final Set<String> NEEDED = Set.of("docker", "grpc");
    /** {@code -o NAME} and {@code -o NAME:FILE} write there. */
    private static final Set<String> USUAL = Set.of("stdout", "file");
    private static final String DEFAULT_PRINTER = "table";
    private static final String REPLAY = "replay";
    private static final String CAPTURE = "capture";

    private final Set<String> named = new HashSet<>(USUAL);

    private final boolean alone;

    /**
     * @param words the command line
     * @param jars  the jars that are there; a third party's may use any library
     */
    NotNamed(List<String> words, Collection<Path> jars) {
        alone = jars.stream().allMatch(jar -> jar.getFileName().toString().startsWith(OURS));
        named.addAll(NEEDED);
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
        return known.matches() && !named.contains(known.group(1)) && !named.contains(known.group(3))
                && (alone || !LIBRARY.equals(known.group(2)));
    }
}
