package io.tallyman.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.source.LossCounter;
import io.tallyman.containers.internal.counters.Failures;
import io.tallyman.engine.internal.hashing.Digests;
import io.tallyman.source.ebpf.internal.ring.Counters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/counters.md explains each counter of a loss or a failure, and no counter that does not exist. */
class CountersTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern MADE = Pattern.compile("new LossCounter\\(\\s*(\"([a-z_]+)\"|[^\"])");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_<>]+)` \\|");
    /** The tables of what sessions and outputs count stand behind this heading. */
    private static final String OTHERS = "## Sessions and outputs";

    /** The source files whose counters do not have their names where they are made. */
    private final Set<String> others = new TreeSet<>();
    private final Set<String> names = new TreeSet<>();

    private void read() throws IOException {
        try (Stream<Path> files = Files.walk(TOP.resolve("bundles"))) {
            for (Path file : files.filter(f -> f.toString().matches(".*/src/main/.*\\.java")).toList()) {
                MADE.matcher(Files.readString(file)).results().forEach(made -> {
                    if (made.group(2) == null) {
                        others.add(file.getFileName().toString());
                    } else {
                        names.add(made.group(2));
                    }
                });
            }
        }
    }

    private void add(List<LossCounter> counters) {
        assertTrue(counters.size() > 3, counters::toString);
        counters.forEach(counter -> names.add(counter.name()));
    }

    @Test
    void shouldExplainEachCounter() throws IOException {
        read();
        assertEquals(Set.of("Counters.java", "Digests.java", "Failures.java"), others, "their names are asked for below");
        add(new Counters(ByteBuffer.allocate(0), 0).losses(0));
        add(new Digests(null, 0).failures());
        add(new Failures().counters(List.of("<runtime>"), 0, 0));

        Set<String> explained = new TreeSet<>();
        String document = Files.readString(TOP.resolve("docs/counters.md"));
        ROW.matcher(document.substring(0, document.indexOf(OTHERS))).results()
                .forEach(row -> explained.add(row.group(1)));
        assertEquals(names, explained);
    }
}
