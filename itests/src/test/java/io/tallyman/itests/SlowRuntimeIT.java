package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** A daemon whose every answer takes long, so that connecting takes longer than a name may: as on a busy machine. */
public class SlowRuntimeIT {
    private static final long ANSWER_MS = 701;
    private static final String DEADLINE = "1s";

    @Test
    public void shouldTellOnceByNameOfWhatWasThereBeforeTheConnection() throws Exception {
        String id = Docker.start("tm-slow", "/bin/sleep", "1013");
        Path directory = Files.createTempDirectory(Path.of("/run"), "tm-slow");
        Path socket = directory.resolve("slow.sock");
        try (BadSocket slow = new BadSocket(socket, BadSocket.slow(Path.of(Docker.SOCKET), ANSWER_MS));
                Lines trace = Lines.trace("-o", "json", "--containers", "--enrich-deadline", DEADLINE, "--runtime",
                        "docker:" + slow.path, "-e", "existing_container,sched_process_exec")) {
            Commands.overlook(1, () -> Docker.docker("exec", "tm-slow", "/bin/cat", "/truth/tm-slow"));
            trace.awaitErr("names from");
            trace.interrupt();
            List<JsonObject> events = trace.lines().stream().filter(line -> line.text().contains(id))
                    .map(line -> JsonParser.parseString(line.text()).getAsJsonObject())
                    .filter(event -> event.get("containerId").getAsString().equals(id)).toList();
            assertEquals(trace.stderr(), 1, events.stream().filter(event -> is(event, "existing_container")).count());
            assertTrue(trace.stderr(), events.stream().anyMatch(event -> is(event, "sched_process_exec")));
            for (JsonObject event : events) {
                JsonObject container = event.getAsJsonObject("container");
                assertEquals(event.toString(), "tm-slow", container.get("name").getAsString());
                assertEquals(event.toString(), "complete", container.get("enrichment").getAsString());
            }
        } finally {
            Docker.remove("tm-slow");
            Files.deleteIfExists(socket);
            Files.delete(directory);
        }
    }

    private static boolean is(JsonObject event, String name) {
        return event.get("eventName").getAsString().equals(name);
    }
}
