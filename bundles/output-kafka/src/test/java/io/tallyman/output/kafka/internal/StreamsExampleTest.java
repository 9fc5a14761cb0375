package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.Printer;
import io.tallyman.output.kafka.cluster.Cluster;
import io.tallyman.output.kafka.cluster.Topic;
import io.tallyman.printer.json.internal.JsonPrinterFactory;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.RecordBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
    private static final Instant START = Instant.parse("2026-11-30T20:31:00Z");

    @TempDir
    private Path directory;
    private final Map<String, Integer> sent = new TreeMap<>();

    private static Container container(String id) {
        return new Container(1, id, "docker", "web", "nginx", "", "", Map.of(), Pod.NONE, 0, 7, List.of(), true, false,
                Enrichment.COMPLETE, "");
    }

    /** Sends a number of events of a container, one a second from a second of the day on. */
    private void send(Cluster cluster, String node, String id, int count, int from) throws Exception {
        KafkaFactory factory = new KafkaFactory();
        JsonPrinterFactory json = new JsonPrinterFactory();
        Printer printer = json.create(FakeContext.of(json));
        try (KafkaDestination kafka = (KafkaDestination) factory.open(FakeContext.options(factory.options(), "brokers",
                cluster.addresses(), "tls", "false"))) {
            Block block = new Block(kafka);
            for (int i = 0; i < count; i++) {
                Instant time = START.plusSeconds(from + i);
                long nanos = TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + 7;
                block.add(RecordBuilder.of("openat").time(nanos).hostTask(7, 7, 1).comm("t")
                        .view(id.isEmpty() ? null : container(id)).on(new Node(node, "")), printer);
                if (!id.isEmpty()) {
                    sent.merge(id + "@" + time.truncatedTo(java.time.temporal.ChronoUnit.MINUTES), 1, Integer::sum);
                }
            }
            block.write();
        }
    }

    private static void sendWhatNoTallymanWrites(Cluster cluster) throws Exception {
        KafkaFactory factory = new KafkaFactory();
        try (KafkaDestination kafka = (KafkaDestination) factory.open(FakeContext.options(factory.options(), "brokers",
                cluster.addresses(), "tls", "false"))) {
            new Block(kafka).add(0, "{}").add(2, "null").add(4, "[7]").add(6, "no JSON")
                    .add(8, "{\"timestamp\":\"noon\",\"containerId\":\"aaa\"}")
                    .add(10, "{\"timestamp\":7,\"containerId\":null}").write();
        }
    }

    private Map<String, Integer> counted(Cluster cluster) {
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
            send(cluster, "n1", "aaa", 101, 7);
            send(cluster, "n2", "bbb", 211, 0);
            send(cluster, "n2", "", 13, 0);
            sendWhatNoTallymanWrites(cluster);
            Path output = directory.resolve("streams");
            Process program = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx256m",
                    "-Djava.io.tmpdir=" + directory, "-cp", System.getProperty("java.class.path"), EXAMPLE.toString(),
                    cluster.addresses(), "tallyman", "results").redirectErrorStream(true).redirectOutput(output.toFile())
                    .start();
            try {
                await(cluster, program, output);
                // what comes later corrects the count of its minute, whichever node it comes from
                send(cluster, "n1", "bbb", 17, 30);
                await(cluster, program, output);
            } finally {
                program.destroy();
                assertTrue(program.waitFor(60, TimeUnit.SECONDS));
            }
            assertEquals(6, sent.size());
        }
    }

    private void await(Cluster cluster, Process program, Path output) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!counted(cluster).equals(sent)) {
            assertTrue(program.isAlive() && System.nanoTime() < end, sent + " are not " + counted(cluster) + "\n"
                    + Files.readString(output));
            Thread.sleep(200);
        }
    }
}
