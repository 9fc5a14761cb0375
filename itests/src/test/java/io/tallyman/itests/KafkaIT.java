package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Kafka's own broker has each call once, as a record, whichever way it was compressed, and though it was away. */
@Category(Heavy.class)
public class KafkaIT {
    private static final String MARK = "/tm/kafka/";
    private static final int CALLS = 100_003;
    private static final int CALLS_WITHOUT_BROKER = 10_007;
    private static final Pattern DELIVERED = Pattern.compile("\"delivered\": (\\d+)");

    private Path directory;
    private Path noexec;
    private Path program;

    @Before
    public void prepare() throws Exception {
        directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "kafka");
        program = directory.resolve("tm-kafka");
        Commands.run("cp", System.getProperty("tallyman.calls"), program.toString());
        noexec = Files.createDirectory(directory.resolve("noexec"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Commands.run("mount", "-t", "tmpfs", "-o", "noexec,mode=0700", "none", noexec.toString());
    }

    @After
    public void unmount() throws Exception {
        Commands.run("umount", noexec.toString());
    }

    /** What {@code docs/outputs.md} says, with another compression and this broker. A key without a value is left out. */
    private static InPlace output(String compression, Map<String, String> where) throws Exception {
        GuideBlock guide = GuideBlock.read().stream().filter(block -> block.destination().equals("kafka")).findFirst()
                .orElseThrow();
        Map<String, String> keys = new HashMap<>(guide.keys());
        keys.putAll(where);
        keys.putAll(Map.of("topic", compression, "compression", compression, "events", "openat", "scope",
                "comm=tm-kafka", "when-full", "block", "queue", "64M"));
        keys.values().removeIf(String::isEmpty);
        return InPlace.config("output-kafka-" + compression, new GuideBlock(guide.heading(), keys).lines(Map.of()));
    }

    /** Nothing that is unpacked could be executed here. */
    private Map<String, String> noProgramsInTemporaryFiles() {
        return Map.of("TALLYMAN_STORAGE", noexec.toString(), "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + noexec);
    }

    private Path password() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), OwnKafka.PASSWORD);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    public void shouldBringEachEventOnceWithNativeCompressionThoughTemporaryFilesCannotBeExecuted() throws Exception {
        try (OwnKafka kafka = OwnKafka.start(directory.resolve("broker"), "zstd", "lz4")) {
            Counts counts;
            String password = password().toString();
            try (InPlace zstd = output("zstd", Map.of("brokers", kafka.address(), "tls", "false", "user", "",
                    "password-file", ""));
                    InPlace lz4 = output("lz4", Map.of("brokers", kafka.secureAddress(), "ca-file", kafka.certificate(),
                            "user", OwnKafka.USER, "password-file", password));
                    Tallyman engine = Tallyman.launch(noProgramsInTemporaryFiles(), "run", "--buffer", "128M", "--summary",
                            "json", "--node-name", "worker-7")) {
                engine.awaitErr("running");
                Until.holds("both outputs run", () -> engine.ask("trace:outputs").lines()
                        .filter(line -> line.contains(" running")).count() == 2);
                Commands.run(program.toString(), Integer.toString(CALLS), MARK, "20000");
                // a busy machine may need longer than an engine that ends waits for its outputs
                Until.holds("both outputs have delivered", () -> delivered(engine) == 2);
                assertEquals(0, engine.terminate());
                counts = Counts.of(engine.stderr());
            }
            assertEquals(counts.toString(), 0, counts.lost());
            for (String topic : List.of("zstd", "lz4")) {
                String name = "kafka-" + topic;
                assertEquals(counts.toString(), counts.matched(name), counts.output(name, "delivered"));
                assertEquals(CALLS, calls(kafka.records(topic)));
            }
        }
    }

    @Test
    public void shouldBringEachEventOnceThatTheSpoolKeptWhileTheBrokerWasAway() throws Exception {
        Path spool = Files.createTempDirectory(Path.of("/run"), "tm-kafka");
        try (OwnKafka kafka = OwnKafka.start(directory.resolve("broker"), "gzip");
                InPlace output = output("gzip", Map.of("brokers", kafka.address(), "tls", "false", "user", "",
                        "password-file", "", "spool", spool.toString()))) {
            kafka.leave();
            Counts counts;
            try (Tallyman engine = Tallyman.launch("run", "--buffer", "64M", "--summary", "json", "--node-name",
                    "worker-7")) {
                engine.awaitErr("running");
                Commands.run(program.toString(), Integer.toString(CALLS_WITHOUT_BROKER), MARK, "20000");
                Until.holds("all calls are in the spool", () -> inSpool(engine) >= CALLS_WITHOUT_BROKER);
                kafka.comeBack();
                Until.holds("the spool is empty", () -> inSpool(engine) == 0);
                assertEquals(0, engine.terminate());
                counts = Counts.of(engine.stderr());
            }
            assertEquals(counts.toString(), 0, counts.lost());
            assertEquals(counts.toString(), counts.matched("kafka-gzip"), counts.output("kafka-gzip", "delivered"));
            assertEquals(CALLS_WITHOUT_BROKER, calls(kafka.records("gzip")));
        } finally {
            Commands.run("rm", "-rf", spool.toString());
        }
    }

    private static int inSpool(Tallyman engine) throws Exception {
        return JsonParser.parseString(engine.ask("trace:outputs --json")).getAsJsonArray().get(0).getAsJsonObject()
                .get("spooled").getAsInt();
    }

    /** How many outputs have delivered all calls. */
    private static long delivered(Tallyman engine) throws Exception {
        return DELIVERED.matcher(engine.ask("trace:outputs --json")).results()
                .filter(match -> Long.parseLong(match.group(1)) >= CALLS).count();
    }

    /** How many calls are there, each of them once. */
    private static int calls(List<String> records) {
        BitSet seen = new BitSet();
        for (String record : records) {
            String[] parts = record.split("\t", 2);
            assertEquals("worker-7", parts[0]);
            JsonObject event = JsonParser.parseString(parts[1]).getAsJsonObject();
            String path = event.getAsJsonArray("args").get(1).getAsJsonObject().get("value").getAsString();
            if (path.startsWith(MARK)) {
                int number = Integer.parseInt(path.substring(MARK.length()));
                assertTrue(path + " is there twice", !seen.get(number));
                seen.set(number);
            }
        }
        return seen.cardinality();
    }
}
