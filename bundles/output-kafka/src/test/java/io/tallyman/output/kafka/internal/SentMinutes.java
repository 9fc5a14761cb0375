package io.tallyman.output.kafka.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.Printer;
import io.tallyman.output.kafka.cluster.Cluster;
import io.tallyman.printer.json.internal.JsonPrinterFactory;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.RecordBuilder;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Sends events of containers to the topic {@code tallyman} of a cluster, and knows how many are of which minute. */
final class SentMinutes {
    private static final Instant START = Instant.parse("2026-11-30T20:31:00Z");

    private final Cluster cluster;
    private final Map<String, Integer> sent = new TreeMap<>();

    SentMinutes(Cluster cluster) {
        this.cluster = cluster;
    }

    private static Container container(String id) {
        return new Container(1, id, "docker", "web", "nginx", "", "", Map.of(), Pod.NONE, 0, 7, List.of(), true, false,
                Enrichment.COMPLETE, "");
    }

    private static KafkaDestination open(Cluster cluster) throws IOException {
        KafkaFactory factory = new KafkaFactory();
        return (KafkaDestination) factory.open(FakeContext.options(factory.options(), "brokers", cluster.addresses(), "tls",
                "false"));
    }

    /**
     * Sends a number of events, one a second.
     *
     * @param id   of the container, or nothing for events of the host
     * @param from seconds from the first minute to the first event
     */
    void send(String node, String id, int count, int from) throws IOException {
        JsonPrinterFactory json = new JsonPrinterFactory();
        Printer printer = json.create(FakeContext.of(json));
        try (KafkaDestination kafka = open(cluster)) {
            Block block = new Block(kafka);
            for (int i = 0; i < count; i++) {
                Instant time = START.plusSeconds(from + i);
                long nanos = TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + 7;
                block.add(RecordBuilder.of("openat").time(nanos).hostTask(7, 7, 1).comm("t")
                        .view(id.isEmpty() ? null : container(id)).on(new Node(node, "")), printer);
                if (!id.isEmpty()) {
                    sent.merge(id + "@" + time.truncatedTo(ChronoUnit.MINUTES), 1, Integer::sum);
                }
            }
            block.write();
        }
    }

    void sendWhatNoTallymanWrites() throws IOException {
        try (KafkaDestination kafka = open(cluster)) {
            new Block(kafka).add(0, "{}").add(2, "null").add(4, "[7]").add(6, "no JSON")
                    .add(8, "{\"timestamp\":\"noon\",\"containerId\":\"aaa\"}")
                    .add(10, "{\"timestamp\":7,\"containerId\":null}").write();
        }
    }

    /** How many events there are, by {@code container@2026-11-30T20:31:00Z}. */
    Map<String, Integer> counts() {
        return sent;
    }
}
