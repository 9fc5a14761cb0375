package io.tallyman.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartOrderTest {
    @TempDir
    private Path home;

    private boolean isPartly(String words) {
        return StartOrder.of(home, words.isEmpty() ? List.of() : List.of(words.split(" "))).partly();
    }

    @ParameterizedTest
    @CsvSource({"'', true", "-o json, true", "trace -o json, true", "replay x.cap, true", "run, false", "doctor, false",
        "list printers, false"})
    void shouldBeginATraceWithAPart(String words, boolean partly) throws IOException {
        Files.createFile(Files.createDirectory(home.resolve("config")).resolve("README"));
        assertEquals(partly, isPartly(words));
    }

    @Test
    void shouldWaitForWhatIsConfigured() throws IOException {
        Path config = Files.createDirectory(home.resolve("config"));
        Files.createFile(config.resolve("io.tallyman.source.ebpf.cfg"));
        assertEquals(false, isPartly("trace"));
        Files.delete(config.resolve("io.tallyman.source.ebpf.cfg"));
        assertEquals(true, isPartly("trace"));
        Files.delete(config);
        assertEquals(false, isPartly("trace"));
    }
}
