package io.tallyman.itests;

import static org.junit.Assert.*;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Test;

/** A runtime's socket may be named by a file in {@code config/} while a trace runs. */
public class ConfiguredSocketIT {
    private static final int COUNT = 7;

    @Test
    public void shouldNameContainersOfASocketThatAFileNames() throws Exception {
        Path file = Tallyman.HOME.resolve("config/io.tallyman.runtime-it.cfg");
        Docker.start("cfg-old", "/bin/sleep", "1039");
        try (Lines trace = Lines.trace(Truth.arguments())) {
            Files.writeString(file, "runtime = docker\nsocket = " + Docker.SOCKET + "\n");
            Docker.awaitName(trace, "cfg-old");
            Truth truth = new Truth(Docker.IMAGE);
            truth.run(Docker::run, "cfg", COUNT);
            trace.interrupt();
            assertEquals(2 * COUNT, truth.check(trace.lines(), trace.stderr()).length);
        } finally {
            Files.deleteIfExists(file);
            Docker.remove("cfg-old");
        }
    }
}
