package io.tallyman.plugins.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotNamedTest {
    private static final List<String> JARS = List.of("capture", "filter", "lib.grpc", "metrics", "output.file",
            "output.webhook", "printer.json", "printer.table", "runtime.docker");

    /** What is not the product's own, or may be needed by what is not, never waits. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "trace --containers                   | capture metrics output.webhook printer.json",
        "-o json -e openat                    | capture metrics output.webhook printer.table",
        "-ojson:/x/webhook                    | capture metrics output.webhook printer.table",
        "--output=json:/x -o table            | capture metrics output.webhook",
        "trace --output capture:/x            | metrics output.webhook printer.json printer.table",
        "replay x.cap -o json                 | metrics output.webhook printer.table"})
    void shouldLetWaitWhatNoWordNames(String words, String waiting) {
        NotNamed notNamed = new NotNamed(List.of(words.strip().split(" ")));
        assertEquals(waiting, JARS.stream().filter(jar -> notNamed.test(Path.of("/p/io.tallyman." + jar + "-0.1.0.jar")))
                .collect(Collectors.joining(" ")));
        assertEquals(List.of(), Stream.of("mine.jar", "io.tallyman.jar", "io.tallyman.printer-1.jar", "com.metrics-1.jar")
                .filter(jar -> notNamed.test(Path.of("/p", jar))).toList());
    }
}
