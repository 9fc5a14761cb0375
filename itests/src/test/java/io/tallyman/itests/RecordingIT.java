package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A recording gives back what the live session has printed. */
public class RecordingIT {
    private static final int CALLS = 23;

    @Rule
    public TemporaryFolder directory = new TemporaryFolder();

    @Test
    public void shouldReplayTheSameBytesWithThePathsOfDescriptors() throws Exception {
        Path read = Files.writeString(directory.newFile("read-by-cat").toPath(), "a line\n");
        Path live = directory.getRoot().toPath().resolve("live.json");
        Path capture = directory.getRoot().toPath().resolve("x.cap");
        try (Tallyman trace = Tallyman.trace("trace", "-e", "openat,read,close", "-s", "comm=cat", "--fd-paths",
                "-o", "json:" + live, "-o", "capture:" + capture)) {
            for (int i = 0; i < CALLS; i++) {
                Commands.run("/bin/cat", read.toString());
            }
            assertEquals(trace.stderr(), 0, trace.interrupt());
        }
        String printed = Files.readString(live);
        String opened = "\"returnedPath\":\"" + read + "\"";
        assertEquals(printed, CALLS, printed.lines().filter(line -> line.contains(opened)).count());
        try (Tallyman replay = Tallyman.launch("replay", capture.toString(), "-o", "json")) {
            assertEquals(replay.stderr(), 0, replay.awaitExit());
            assertEquals(printed, replay.stdout());
        }
    }
}
