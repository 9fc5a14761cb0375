package io.tallyman.output.kafka.internal;

import io.tallyman.api.text.Suggestion;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.OwnedFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The properties of Kafka's producer, made of the keys of an output and of a file with further properties. */
final class ProducerSettings {
    static final String PROPERTIES_FILE = "properties-file";
    /** A write ends with an answer to each record, so the producer need not guess when a batch is complete. */
    private static final int LINGER_MILLIS = 1000;
    /** As large as most blocks: one batch takes what a block has for one partition. */
    private static final int BATCH_BYTES = 64 * 1024;
    private static final long MEMORY_BYTES = 8L * 1024 * 1024;

    /** What the output promises rests on these. */
    private static final Set<String> FIXED = Set.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.COMPRESSION_TYPE_CONFIG, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, ProducerConfig.BOOTSTRAP_RESOLVE_TIMEOUT_MS_CONFIG);

    private ProducerSettings() {
    }

    /**
     * Reads the files that the keys name.
     *
     * @throws IllegalArgumentException a value is not allowed
     * @throws IOException a file cannot be used; no secret is in the message
     */
    static Map<String, Object> of(Map<String, String> options) throws IOException {
        long timeout = DeliveryOptions.timeout(options).toMillis();
        long retryFor = DeliveryOptions.retryFor(options).toMillis();
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, MEMORY_BYTES);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "tallyman");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(timeout));
        // they would tell the broker and Java's management interface what the counters of the output tell
        settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        settings.putAll(Security.of(options));
        settings.putAll(file(options.get(PROPERTIES_FILE), Boolean.parseBoolean(options.get(Security.TLS))));
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.get(KafkaFactory.BROKERS));
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, options.get(KafkaFactory.COMPRESSION));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        // a name that is not known yet may be known later, as a broker that does not answer yet
        settings.put(ProducerConfig.BOOTSTRAP_RESOLVE_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        long linger = number(settings, ProducerConfig.LINGER_MS_CONFIG);
        long request = number(settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(Math.max(retryFor, linger + request)));
        return settings;
    }

    private static Map<String, Object> file(String path, boolean tls) throws IOException {
        Map<String, Object> read = new HashMap<>();
        if (!path.isEmpty()) {
            Properties properties = new Properties();
            properties.load(new StringReader(OwnedFile.secret(PROPERTIES_FILE, Path.of(path))));
            for (String name : properties.stringPropertyNames()) {
                String value = properties.getProperty(name);
                refuse(path, name);
                if (tls && Security.undoesTls(name, value)) {
                    throw new IllegalArgumentException(refusal(path) + "it sets '" + name + "' to '" + value
                            + "', which undoes tls = true");
                }
                read.put(name, value);
            }
        }
        return read;
    }

    private static void refuse(String path, String name) {
        String file = refusal(path);
        if (FIXED.contains(name)) {
            throw new IllegalArgumentException(file + "it sets '" + name + "', which the output sets itself");
        }
        if (!ProducerConfig.configNames().contains(name)) {
            throw new IllegalArgumentException(file + "Kafka's producer has no property '" + name + "'"
                    + Suggestion.of(name, ProducerConfig.configNames()));
        }
    }

    private static String refusal(String path) {
        return "key '" + PROPERTIES_FILE + "' cannot be '" + path + "': ";
    }

    private static long number(Map<String, Object> settings, String name) {
        try {
            return Long.parseLong(settings.get(name).toString().strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("property '" + name + "' cannot be '" + settings.get(name)
                    + "': allowed is a whole number", e);
        }
    }

    private static int millis(long value) {
        return (int) Math.min(value, Integer.MAX_VALUE);
    }
}
