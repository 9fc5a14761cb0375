package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tallyman.output.kafka.cluster.Cluster;
import io.tallyman.output.kafka.cluster.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job in {@code examples/pipelines/flink} counts what two nodes have sent. Flink itself runs the job. */
@Tag("heavy")
@Timeout(900)
class FlinkExampleTest {
    private static final Path TOP = Path.of("../..").toAbsolutePath().normalize();
    private static final Path JOB = TOP.resolve("examples/pipelines/flink/events-per-container.sql");
    private static final String RESULTS = "tallyman-per-minute";

    @TempDir
    private Path directory;
    private final Map<String, Integer> counted = new TreeMap<>();

    private static String classPath() throws IOException, InterruptedException {
        Process script = new ProcessBuilder(TOP.resolve("scripts/flink").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String found = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, script.waitFor());
        assertTrue(found.startsWith("flink="), "scripts/flink says why there is no Flink");
        return found.substring("flink=".length());
    }

    private Process run(Cluster cluster, Path output) throws IOException, InterruptedException {
        Path job = Files.writeString(directory.resolve("job.sql"),
                Files.readString(JOB).replace("kafka-1.example:9092", cluster.addresses()));
        return new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-Djava.io.tmpdir=" + directory,
                "--add-opens=java.base/java.util=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp",
                classPath(), "src/test/resources/RunSql.java", job.toString(), "execution.checkpointing.interval", "1s",
                "parallelism.default", "1").redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private long count(Cluster cluster) {
        counted.clear();
        return Topic.read(cluster.addresses(), RESULTS, each -> {
            JsonObject result = JsonParser.parseString(Topic.text(each)).getAsJsonObject();
            assertEquals("web", result.get("name").getAsString());
            counted.put(result.get("containerId").getAsString() + "@"
                    + result.get("minute").getAsString().replace(' ', 'T') + "Z", result.get("events").getAsInt());
        });
    }

    @Test
    void shouldWriteTheEventsOfEachContainerInEachMinuteOnce() throws Exception {
        try (Cluster cluster = Cluster.start(1, directory)) {
            // the nodes send one after the other: of several partitions, one that is read late would count as late
            cluster.topic("tallyman", 1, 1);
            cluster.topic(RESULTS, 1, 1);
            SentMinutes sent = new SentMinutes(cluster);
            sent.send("n1", "aaa", 101, 7);
            sent.send("n2", "bbb", 211, 0);
            sent.send("n2", "", 13, 0);
            sent.sendWhatNoTallymanWrites();
            Map<String, Integer> expected = new TreeMap<>(sent.counts());
            assertEquals(6, expected.size());
            // these minutes are complete once a later event has come
            sent.send("n1", "ccc", 1, 600);
            Path output = directory.resolve("flink");
            Process flink = run(cluster, output);
            try {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
                long results = 0;
                while (results < expected.size()) {
                    assertTrue(flink.isAlive() && System.nanoTime() < end, () -> said(output));
                    Thread.sleep(200);
                    results = count(cluster);
                }
                assertEquals(expected.size(), results);
                assertEquals(expected, counted);
            } finally {
                flink.destroy();
                flink.waitFor();
            }
        }
    }

    private String said(Path output) {
        try {
            return counted + "\n" + Files.readString(output);
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
