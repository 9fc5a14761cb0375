package io.tallyman.plugins.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotNamedTest {
    private static final List<String> JARS = List.of("capture", "filter", "lib.grpc", "lib.kafka", "metrics", "output.file",
            "output.webhook", "printer.json", "printer.table", "runtime.docker");

    /** What is not the product's own, or may be needed by what is not, never waits. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "trace --containers                   | capture lib.kafka metrics output.webhook printer.json",
        "-o json -e openat                    | capture lib.kafka metrics output.webhook printer.table",
        "-ojson:/x/webhook                    | capture lib.kafka metrics output.webhook printer.table",
        "--output=json:/x -o table            | capture lib.kafka metrics output.webhook",
        "trace --output capture:/x            | lib.kafka metrics output.webhook printer.json printer.table",
        "replay x.cap -o json                 | lib.kafka metrics output.webhook printer.table"})
    void shouldLetWaitWhatNoWordNames(String words, String waiting) {
        NotNamed notNamed = new NotNamed(List.of(words.strip().split(" ")), List.of(Path.of("/p/io.tallyman.x-1.jar")));
        assertEquals(waiting, JARS.stream().filter(jar -> notNamed.test(Path.of("/p/io.tallyman." + jar + "-0.1.0.jar")))
                .collect(Collectors.joining(" ")));
        assertEquals(List.of(), Stream.of("mine.jar", "io.tallyman.jar", "io.tallyman.printer-1.jar", "com.metrics-1.jar")
                .filter(jar -> notNamed.test(Path.of("/p", jar))).toList());
    }

    /** A plug-in of a third party may use what a library exports. */
    @Test
    void shouldLetNoLibraryWaitBesideAPluginOfAThirdParty() {
        List<Path> jars = List.of(Path.of("/p/io.tallyman.lib.kafka-1.jar"), Path.of("/p/io.tallyman.output.kafka-1.jar"));
        assertEquals(jars, jars.stream().filter(new NotNamed(List.of("trace"), jars)).toList());
        List<Path> more = List.of(jars.get(0), jars.get(1), Path.of("/p/mine.jar"));
        assertEquals(List.of(jars.get(1)), more.stream().filter(new NotNamed(List.of("trace"), more)).toList());
    }
}
