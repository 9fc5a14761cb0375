package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.After;
import org.junit.Test;

/** A container that floods a queue, beside a quiet one: whose events are lost, and who is told so. */
public class LostEventsIT {
    private static final String LOUD = "tm-lost-loud";
    private static final String QUIET = "tm-lost-quiet";
    private static final int CALLS = 600;
    /** For nine seconds. */
    private static final String QUIET_RATE = "67";
    /** A second, six times as fast as the reader of the pipe is. The ring buffer is large enough for pauses of the machine. */
    private static final String LOUD_RATE = "150001";
    private static final long SLOW = 20L << 20;

    @After
    public void remove() throws Exception {
        Docker.remove(LOUD);
        Docker.remove(QUIET);
    }

    @Test
    public void shouldLoseNothingOfAQuietContainerWhileALoudOneFillsTheQueue() throws Exception {
        Path directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "lost-it");
        Path pipe = directory.resolve("slow");
        Commands.run("mkfifo", pipe.toString());
        SlowReader reader = new SlowReader(pipe, SLOW);
        String loud;
        String quiet;
        long made;
        String said;
        String status;
        try (InPlace config = config(pipe);
                Tallyman engine = Tallyman.launch("run", "--buffer", "128M", "--summary", "json")) {
            engine.awaitErr("running");
            Until.holds("the output runs", () -> engine.ask("trace:status").contains("output lost is running"));
            loud = Docker.start(LOUD, "/bin/calls", "1000000000000", "/tm/lost/loud/", LOUD_RATE);
            engine.awaitErr("output lost lost ");
            quiet = Docker.start(QUIET, "/bin/calls", Integer.toString(CALLS), "/tm/lost/quiet/", QUIET_RATE);
            Docker.docker("wait", QUIET);
            status = engine.ask("trace:status");
            Docker.docker("kill", "-s", "TERM", LOUD);
            Docker.docker("wait", LOUD);
            made = Long.parseLong(Docker.docker("logs", LOUD).split(" ")[1]);
            assertEquals(0, engine.terminate());
            reader.awaitEnd();
            said = engine.stderr();
        }
        Counts counts = Counts.of(said);
        long dropped = counts.output("lost", "dropped");
        System.out.printf("loud: %d calls, %d written, %d dropped; quiet: %d of %d written%n", made, reader.lines(loud),
                dropped, reader.lines(quiet), CALLS);
        assertEquals(said, 0, counts.lost());
        assertEquals(said, CALLS, reader.lines(quiet));
        assertEquals(said, Map.of(loud + " container queue_full", dropped), reader.told());
        assertEquals(said, made, reader.lines(loud) + dropped);
        assertEquals(said, counts.matched("lost"), counts.output("lost", "delivered") + dropped);
        assertTrue(status, status.matches("(?s).*outputs dropped [\\d,]+ of container " + loud.substring(0, 12) + "\n.*"));
    }

    private static InPlace config(Path pipe) throws IOException {
        return InPlace.config("output-lost", "printer = json", "destination = file", "path = " + pipe, "events = openat",
                "scope = openat.args.pathname=/tm/lost/*", "when-full = drop");
    }
}
