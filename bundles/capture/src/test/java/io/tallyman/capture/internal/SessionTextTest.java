package io.tallyman.capture.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.check.HostRelease;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.source.SourceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTextTest {
    @TempDir
    private Path directory;

    /** A capture that holds this text about its session and no event. */
    private Path capture(String session) throws IOException {
        LineBuffer out = new LineBuffer(16);
        new CapturePrinter(0, session).begin(out);
        return Files.write(directory.resolve("x.cap"), Arrays.copyOf(out.array(), out.length()));
    }

    private String origin(String session) throws Exception {
        return new ReplaySource().origin(new SourceOptions(4096, false, capture(session)));
    }

    @Test
    void shouldTellTheMachineOfTheRecording() throws Exception {
        assertEquals(HostRelease.name() + ", Linux " + System.getProperty("os.version"),
                origin(SessionText.of(List.of("openat"), List.of("comm=x\nsystem Other"))));
        assertEquals("Harbour Linux 7, Linux 6.1.0-37-amd64",
                origin("system Harbour Linux 7\nkernel Linux 6.1.0-37-amd64\nevents openat\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "events openat\nfilters \n", "events openat\nsystem Quay\nkernel Linux 6\n", "system Quay\n"})
    void shouldTellNothingWhereTheRecordingDoesNot(String session) throws Exception {
        assertEquals("", origin(session));
    }

    @Test
    void shouldNotTrustTheRecording() throws Exception {
        assertEquals("A [31m B, " + "x".repeat(100),
                origin("system A\u001b[31m\u202eB\nkernel " + "x".repeat(3_001) + "\n"));
        assertEquals("", origin("system " + "x".repeat(2_000_003) + "\nkernel y\n"));
        assertEquals("", new ReplaySource().origin(new SourceOptions(4096, false,
                Files.writeString(directory.resolve("text"), "system A\nkernel B\n"))));
    }
}
