package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tallyman.output.kafka.cluster.Cluster;
import io.tallyman.output.kafka.cluster.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The consumer in {@code examples/pipelines} counts what two nodes have sent. */
@Tag("heavy")
@Timeout(600)
class StreamsExampleTest {
    private static final Path EXAMPLE = Path.of("../../examples/pipelines/kafka-streams/EventsPerContainer.java");

    @TempDir
    private Path directory;

    private static Map<String, Integer> counted(Cluster cluster) {
        Map<String, Integer> last = new TreeMap<>();
        Topic.read(cluster.addresses(), "results", each -> {
            JsonObject result = JsonParser.parseString(Topic.text(each)).getAsJsonObject();
            last.put(result.get("containerId").getAsString() + "@" + result.get("minute").getAsString(),
                    result.get("events").getAsInt());
        });
        return last;
    }

    @Test
    void shouldCountTheEventsOfEachContainerInEachMinute() throws Exception {
        try (Cluster cluster = Cluster.start(1, directory)) {
            cluster.topic("tallyman", 5, 1);
            cluster.topic("results", 3, 1);
            SentMinutes sent = new SentMinutes(cluster);
            sent.send("n1", "aaa", 101, 7);
            sent.send("n2", "bbb", 211, 0);
            sent.send("n2", "", 13, 0);
            sent.sendWhatNoTallymanWrites();
            Path output = directory.resolve("streams");
            Process program = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx256m",
                    "-Djava.io.tmpdir=" + directory, "-cp", System.getProperty("java.class.path"), EXAMPLE.toString(),
                    cluster.addresses(), "tallyman", "results").redirectErrorStream(true).redirectOutput(output.toFile())
                    .start();
            try {
                await(cluster, sent.counts(), program, output);
                // what comes later corrects the count of its minute, whichever node it comes from
                sent.send("n1", "bbb", 17, 30);
                await(cluster, sent.counts(), program, output);
            } finally {
                program.destroy();
                assertTrue(program.waitFor(60, TimeUnit.SECONDS));
            }
            assertEquals(6, sent.counts().size());
        }
    }

    private static void await(Cluster cluster, Map<String, Integer> sent, Process program, Path output) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!counted(cluster).equals(sent)) {
            assertTrue(program.isAlive() && System.nanoTime() < end, sent + " are not " + counted(cluster) + "\n"
                    + Files.readString(output));
            Thread.sleep(200);
        }
    }
}
