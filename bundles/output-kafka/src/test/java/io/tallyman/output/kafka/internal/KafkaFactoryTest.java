package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.delivery.PermanentFailure;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaFactoryTest {
    private final KafkaFactory factory = new KafkaFactory();
    @TempDir
    private Path directory;

    private Map<String, String> options(String... values) {
        return FakeContext.options(factory.options(),
                Stream.concat(Stream.of("brokers", "localhost:9092"), Stream.of(values)).toArray(String[]::new));
    }

    private Map<String, Object> settings(String... values) throws IOException {
        return ProducerSettings.of(options(values));
    }

    private String file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------")).toString();
    }

    @Test
    void shouldPromiseThatEachRecordIsInAllReplicasOnce() throws IOException {
        Map<String, Object> settings = settings("timeout", "2s", "retry-for", "7s");
        assertEquals("all", settings.get("acks"));
        assertEquals(true, settings.get("enable.idempotence"));
        assertEquals("gzip", settings.get("compression.type"));
        assertEquals("SSL", settings.get("security.protocol"));
        assertEquals(7000, settings.get("delivery.timeout.ms"));
        assertEquals(3000, settings("timeout", "2s", "retry-for", "1s").get("delivery.timeout.ms"));
    }

    @Test
    void shouldOpenAndCloseWithoutABroker() throws IOException {
        factory.open(options("tls", "false", "compression", "zstd")).close();
        factory.open(options("compression", "lz4")).close();
    }

    @Test
    void shouldPutThePasswordIntoQuotes() throws IOException {
        Map<String, Object> settings =
                settings("user", "a\"b", "password-file", file("password", "c\\d\"e\n"), "sasl", "scram-sha-256");
        assertEquals("org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"a\\\"b\" password=\"c\\\\d\\\"e\";", settings.get("sasl.jaas.config"));
        assertEquals("SCRAM-SHA-256", settings.get("sasl.mechanism"));
        assertEquals("SASL_SSL", settings.get("security.protocol"));
    }

    @Test
    void shouldTakeFurtherPropertiesFromAFile() throws IOException {
        Map<String, Object> settings =
                settings("properties-file", file("more", "client.rack = b\nlinger.ms = 7\nrequest.timeout.ms=70000\n"));
        assertEquals("b", settings.get("client.rack"));
        assertEquals(70_007, settings.get("delivery.timeout.ms"));
    }

    @ParameterizedTest
    @CsvSource({
            "acks = 1, 'it sets ''acks'', which the output sets itself'",
            "client.rak = b, 'Kafka''s producer has no property ''client.rak'', did you mean ''client.rack''?'",
            "security.protocol = sasl_plaintext, "
                    + "'it sets ''security.protocol'' to ''sasl_plaintext'', which undoes tls = true'",
            "ssl.endpoint.identification.algorithm =, 'it sets ''ssl.endpoint.identification.algorithm'' to '''', "
                    + "which undoes tls = true'",
            "bootstrap.resolve.timeout.ms = 1, 'it sets ''bootstrap.resolve.timeout.ms'', which the output sets itself'",
            "linger.ms = x, 'property ''linger.ms'' cannot be ''x'': allowed is a whole number'"})
    void shouldRefuseProperties(String line, String why) throws IOException {
        String file = file("more", line);
        String message =
                assertThrows(IllegalArgumentException.class, () -> settings("properties-file", file)).getMessage();
        assertTrue(message.endsWith(why), message);
    }

    @Test
    void shouldLetAFileChooseAnotherWayToEncrypt() throws IOException {
        assertEquals("SASL_SSL", settings("properties-file", file("more", "security.protocol = SASL_SSL"))
                .get("security.protocol"));
        assertEquals("SASL_PLAINTEXT", settings("tls", "false", "properties-file",
                file("more", "security.protocol = SASL_PLAINTEXT")).get("security.protocol"));
    }

    @Test
    void shouldWaitForANameThatIsNotKnownYet() throws IOException {
        try (KafkaDestination kafka = (KafkaDestination) factory.open(options("brokers", "kafka-1.invalid:9092", "tls",
                "false", "timeout", "150ms", "retry-for", "400ms"))) {
            Block block = new Block(kafka).add(0, "zero");
            IOException error = assertThrows(IOException.class, block::write);
            assertFalse(error instanceof PermanentFailure, error.toString());
            assertTrue(error.getMessage().startsWith("topic tallyman of kafka-1.invalid:9092: "), error.getMessage());
        }
    }

    @Test
    void shouldReadNoPropertiesThatOthersKnow() throws IOException {
        String file = file("more", "sasl.jaas.config = s3cret");
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-r--r--"));
        String message = assertThrows(IOException.class, () -> settings("properties-file", file)).getMessage();
        assertTrue(message.contains("every user can read this file"), message);
        assertFalse(message.contains("s3cret"));
    }

    @Test
    void shouldRefuseKeysThatDoNotGoTogether() throws IOException {
        String password = file("password", "s3cret");
        assertRefused("'user' and 'password-file' go together", "user", "tally");
        assertRefused("'user' and 'password-file' go together", "password-file", password);
        assertRefused("needs tls = true", "user", "tally", "password-file", password, "sasl", "plain", "tls", "false");
        assertRefused("need tls = true", "ca-file", password, "tls", "false");
        assertRefused("'cert-file' and 'key-file' go together", "key-file", password);
    }

    private void assertRefused(String why, String... values) {
        String message = assertThrows(IllegalArgumentException.class, () -> settings(values)).getMessage();
        assertTrue(message.contains(why), message);
        assertFalse(message.contains("s3cret"));
    }

    @Test
    void shouldSayWhatKafkaRefuses() throws IOException {
        Map<String, String> options = options("tls", "false", "brokers", "localhost");
        String message = assertThrows(IllegalArgumentException.class, () -> factory.open(options)).getMessage();
        assertTrue(message.contains("localhost"), message);
    }
}
