package io.tallyman.itests;

import static org.junit.Assert.*;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Test;

/** A runtime's socket may be named by a file in {@code config/} while a trace runs. */
public class ConfiguredSocketIT {
    private static final int COUNT = 7;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /** Something happens in the container until a line has its name. */
    private static void awaitName(Lines trace, String name) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!trace.has(line -> line.contains("\"name\":\"" + name + "\""))) {
            assertTrue(trace.stderr(), System.nanoTime() < end);
            Docker.docker("exec", name, "/bin/true");
        }
    }

    @Test
    public void shouldNameContainersOfASocketThatAFileNames() throws Exception {
        Path file = Tallyman.HOME.resolve("config/io.tallyman.runtime-it.cfg");
        Docker.start("cfg-old", "/bin/sleep", "1039");
        try (Lines trace = Lines.trace(Truth.arguments())) {
            Files.writeString(file, "runtime = docker\nsocket = " + Docker.SOCKET + "\n");
            awaitName(trace, "cfg-old");
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
