package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination.Refused;
import io.tallyman.output.kafka.cluster.Cluster;
import io.tallyman.output.kafka.cluster.Topic;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kafka's own broker has after it was sent something. */
@Tag("heavy")
@Timeout(600)
class KafkaBrokerTest {
    @TempDir
    private static Path directory;
    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(1, directory);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static KafkaDestination open(String... options) throws IOException {
        KafkaFactory factory = new KafkaFactory();
        String[] plain = {"brokers", cluster.addresses(), "tls", "false"};
        return (KafkaDestination) factory.open(FakeContext.options(factory.options(),
                Stream.concat(Stream.of(plain), Stream.of(options)).toArray(String[]::new)));
    }

    private static Path secret(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void shouldHaveEachOfAMillionEventsOnceAndInOrder() throws Exception {
        int events = 1_000_003;
        cluster.topic("million", 7, 1);
        long start = System.nanoTime();
        try (KafkaDestination kafka = open("topic", "million")) {
            Block block = new Block(kafka);
            for (int i = 0; i < events; i++) {
                block.add(i, "{\"number\":" + i + ",\"some\":\"text, as long as an event is\"}");
                if (block.length() > 64 * 1024 || i == events - 1) {
                    block.write();
                }
            }
        }
        System.out.printf("%d events in %.1f s%n", events, (System.nanoTime() - start) / 1e9);
        BitSet seen = new BitSet(events);
        Map<String, Integer> last = new HashMap<>();
        long records = Topic.read(cluster.addresses(), "million", each -> {
            int number = Integer.parseInt(Topic.text(each).replaceAll("\\D+", ""));
            String key = new String(each.key(), StandardCharsets.UTF_8);
            assertEquals(number % 2 == 0, key.equals(Containers.ID));
            assertTrue(number > last.getOrDefault(key, -1), "in order");
            last.put(key, number);
            seen.set(number);
        });
        assertEquals(events, records);
        assertEquals(events, seen.cardinality());
        assertEquals(2, last.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "lz4", "none"})
    void shouldCompress(String compression) throws Exception {
        cluster.topic("by-" + compression, 3, 1);
        try (KafkaDestination kafka = open("topic", "by-" + compression, "compression", compression, "key", "none")) {
            Block block = new Block(kafka);
            for (int i = 0; i < 1009; i++) {
                block.add(i, "event " + i);
            }
            block.write();
        }
        BitSet seen = new BitSet();
        assertEquals(1009, Topic.read(cluster.addresses(), "by-" + compression,
                each -> seen.set(Integer.parseInt(Topic.text(each).substring("event ".length())))));
        assertEquals(1009, seen.cardinality());
    }

    @Test
    void shouldSpeakTlsWithAUserWhosePasswordIsInAFile() throws Exception {
        cluster.topic("secret", 1, 1);
        String[] options = {"topic", "secret", "brokers", cluster.secureAddresses(), "tls", "true", "ca-file",
                cluster.certificate().toString(), "user", Cluster.USER, "password-file",
                secret("password", Cluster.PASSWORD + "\n").toString()};
        try (KafkaDestination kafka = open(options)) {
            new Block(kafka).add(0, "zero").add(1, "one").write();
        }
        assertEquals(2, Topic.read(cluster.addresses(), "secret", each -> { }));
        secret("password", "wrong");
        try (KafkaDestination kafka = open(options)) {
            Block block = new Block(kafka).add(0, "zero");
            String message = assertThrows(IOException.class, block::write).getMessage();
            assertTrue(message.contains("Authentication failed"), message);
            secret("password", Cluster.PASSWORD);
        }
    }

    @Test
    void shouldTrustNoBrokerOfAnotherAuthority() throws Exception {
        Path foreign = Cluster.foreignCertificate(Files.createDirectory(directory.resolve("foreign")));
        String message = refusal(cluster.secureAddresses(), foreign);
        assertTrue(message.contains("does not chain with any of the trust anchors"), message);
    }

    @Test
    void shouldTrustNoBrokerOfAnotherName() throws Exception {
        String message = refusal(cluster.secureAddresses().replace("localhost", "127.0.0.1"), cluster.certificate());
        assertTrue(message.contains("127.0.0.1 found"), message);
    }

    /** What an output says of brokers to which it must not speak. */
    private static String refusal(String brokers, Path ca) throws IOException {
        try (KafkaDestination kafka = open("brokers", brokers, "tls", "true", "ca-file", ca.toString(), "user",
                Cluster.USER, "password-file", secret("trusted", Cluster.PASSWORD).toString())) {
            Block block = new Block(kafka).add(0, "zero");
            return assertThrows(IOException.class, block::write).getMessage();
        }
    }

    /** The first topic takes the small records in one batch. The second takes so little that batches are divided. */
    @ParameterizedTest
    @ValueSource(ints = {1_000_000, 10_000})
    void shouldCountTheOneRecordThatTheTopicDoesNotTake(int limit) throws Exception {
        String topic = "limit-" + limit;
        cluster.topic(topic, 1, 1, Map.of("max.message.bytes", Integer.toString(limit)));
        try (KafkaDestination kafka = open("topic", topic, "compression", "none")) {
            Block block = new Block(kafka);
            for (int i = 0; i < 307; i++) {
                block.add(0, i == 101 ? "x".repeat(limit + 5_000) : "event " + i + " " + "y".repeat(200));
            }
            assertEquals(1, assertThrows(Refused.class, block::write).events());
            block.add(0, "event 307").write();
        }
        BitSet seen = new BitSet();
        assertEquals(307, Topic.read(cluster.addresses(), topic,
                each -> seen.set(Integer.parseInt(Topic.text(each).split(" ")[1]))));
        assertEquals(307, seen.cardinality());
    }

    @Test
    void shouldCountARecordThatIsTooLargeAndSendTheOthers() throws Exception {
        cluster.topic("large", 1, 1);
        Path properties = secret("more.properties", "max.request.size = 1500000\n");
        try (KafkaDestination kafka = open("topic", "large", "compression", "none", "properties-file",
                properties.toString())) {
            Block block = new Block(kafka).add(0, "zero").add(1, "x".repeat(2_000_000)).add(2, "two");
            assertEquals(1, assertThrows(Refused.class, block::write).events());
            block.add(3, "y".repeat(1_200_000));
            assertEquals(1, assertThrows(Refused.class, block::write).events());
            block.add(4, "four").write();
        }
        assertEquals(3, Topic.read(cluster.addresses(), "large", each -> { }));
    }

    @Test
    void shouldSayThatThereIsNoSuchTopic() throws Exception {
        try (KafkaDestination kafka = open("topic", "nowhere", "timeout", "300ms", "retry-for", "1s")) {
            Block block = new Block(kafka).add(0, "zero");
            String message = assertThrows(IOException.class, block::write).getMessage();
            assertTrue(message.startsWith("topic nowhere of localhost:"), message);
        }
    }
}
