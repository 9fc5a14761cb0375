package io.tallyman.output.kafka.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.TlsOptions;
import io.tallyman.lib.kafka.NativeCompression;
import io.tallyman.output.kafka.internal.Records.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = kafka}: each event becomes a record of a topic. */
@Component
public final class KafkaFactory implements DestinationFactory {
    static final String BROKERS = "brokers";
    static final String TOPIC = "topic";
    static final String COMPRESSION = "compression";
    private static final String KEY = "key";

    private static final List<OptionSpec> OPTIONS = List.of(
            OptionSpec.text(BROKERS, null, "Some brokers of the cluster, host:port,host:port."),
            OptionSpec.text(TOPIC, "tallyman", "Topic that the records go to."),
            new OptionSpec(KEY, Type.CHOICE, "container", List.of("container", "node", "none"),
                    "Key of each record: the container's id, for events of the host the node's name; or the node's name; "
                            + "or none."),
            new OptionSpec(COMPRESSION, Type.CHOICE, "gzip", List.of("gzip", "zstd", "lz4", "none"),
                    "How records are compressed, also at rest in the brokers."),
            DeliveryOptions.flag(Security.TLS, true, "Speak TLS. Without TLS, anybody on the way can read the events."),
            TlsOptions.CA_FILE, TlsOptions.CERT_FILE, TlsOptions.KEY_FILE,
            new OptionSpec(Security.SASL, Type.CHOICE, "scram-sha-512",
                    List.of("scram-sha-512", "scram-sha-256", "plain"), "How the user is proved to the brokers."),
            OptionSpec.text(Security.USER, "", "User for SASL; needs password-file."),
            DeliveryOptions.file(Security.PASSWORD_FILE,
                    "File with the password of the user, which other users cannot read."),
            DeliveryOptions.file(ProducerSettings.PROPERTIES_FILE,
                    "File with further properties of Kafka's producer, which other users cannot read."),
            DeliveryOptions.TIMEOUT, DeliveryOptions.RETRY_FOR);

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public Destination open(Map<String, String> options) throws IOException {
        String compression = options.get(COMPRESSION);
        if (compression.equals("zstd") || compression.equals("lz4")) {
            load(compression);
        }
        Map<String, Object> settings = ProducerSettings.of(options);
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        return new KafkaDestination(() -> Producers.open(settings), options.get(BROKERS), options.get(TOPIC),
                Key.valueOf(options.get(KEY).toUpperCase(Locale.ROOT)), host, DeliveryOptions.retry(options));
    }

    private static void load(String compression) throws IOException {
        try {
            NativeCompression.valueOf(compression.toUpperCase(Locale.ROOT)).load();
        } catch (IOException e) {
            throw new IOException("key 'compression' cannot be '" + compression
                    + "', since its native code cannot be loaded: " + e.getMessage(), e);
        }
    }
}
