package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.output.kafka.cluster.Cluster;
import io.tallyman.output.kafka.cluster.Topic;
import io.tallyman.testing.FakeContext;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What three brokers have of what was sent, when one of them crashes. */
@Tag("heavy")
@Timeout(600)
class KafkaClusterTest {
    private static final int EVENTS = 300_007;

    @TempDir
    private Path directory;

    @Test
    void shouldLoseNothingThatWasDeliveredWhenABrokerIsKilled() throws Exception {
        try (Cluster cluster = Cluster.start(3, directory)) {
            cluster.topic("events", 7, 3);
            KafkaFactory factory = new KafkaFactory();
            try (KafkaDestination kafka = (KafkaDestination) factory.open(FakeContext.options(factory.options(),
                    "brokers", cluster.addresses(), "topic", "events", "key", "none", "tls", "false", "retry-for", "2m"))) {
                Block block = new Block(kafka);
                boolean killed = false;
                for (int i = 0; i < EVENTS; i++) {
                    block.add(i, "event " + i);
                    if (block.length() > 64 * 1024 || i == EVENTS - 1) {
                        // a write that returns says that the events are delivered; here each of them must return
                        block.write();
                        if (!killed && i > EVENTS / 3) {
                            killed = true;
                            cluster.kill(2);
                        }
                    }
                }
            }
            BitSet seen = new BitSet(EVENTS);
            int[] twice = {0};
            Topic.read(cluster.addresses(), "events", each -> {
                int number = Integer.parseInt(Topic.text(each).substring("event ".length()));
                twice[0] += seen.get(number) ? 1 : 0;
                seen.set(number);
            });
            System.out.println(twice[0] + " of " + EVENTS + " events came twice");
            assertEquals(EVENTS, seen.cardinality());
            assertTrue(seen.length() == EVENTS && twice[0] == 0, twice[0] + " came twice");
        }
    }
}
