package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.Printer;
import io.tallyman.output.kafka.cluster.Cluster;
import io.tallyman.output.kafka.cluster.Topic;
import io.tallyman.printer.json.internal.JsonPrinterFactory;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one partition takes from several nodes at once. Prints how much that is, since {@code docs/scale.md} counts with it. */
@Tag("heavy")
@Timeout(600)
class PartitionTest {
    private static final int NODES = 4;
    private static final int BLOCKS = 1_009;
    private static final int BLOCK_BYTES = 64 * 1024;

    @TempDir
    private Path directory;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private Void send(Cluster cluster, String compression) throws Exception {
        KafkaFactory factory = new KafkaFactory();
        JsonPrinterFactory json = new JsonPrinterFactory();
        Printer printer = json.create(FakeContext.of(json));
        List<? extends EventView> samples = Samples.all();
        int event = 0;
        try (KafkaDestination kafka = (KafkaDestination) factory.open(FakeContext.options(factory.options(), "brokers",
                cluster.addresses(), "tls", "false", "compression", compression))) {
            Block block = new Block(kafka);
            for (int i = 0; i < BLOCKS; i++) {
                while (block.length() < BLOCK_BYTES) {
                    block.add(samples.get(event++ % samples.size()), printer);
                }
                bytes.addAndGet(block.length());
                block.write();
            }
        }
        events.addAndGet(event);
        return null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void shouldHaveAllThatSeveralNodesHaveSent(String compression) throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(NODES);
        try (Cluster cluster = Cluster.start(1, directory)) {
            cluster.topic("tallyman", 1, 1);
            send(cluster, compression);
            long start = System.nanoTime();
            long bytesBefore = bytes.get();
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                all.add(() -> send(cluster, compression));
            }
            for (Future<Void> node : nodes.invokeAll(all)) {
                node.get();
            }
            System.out.printf("one partition, %s: %.0f MB/s as printed%n", compression,
                    (bytes.get() - bytesBefore) * 1e3 / (System.nanoTime() - start));
            assertEquals(events.get(), Topic.read(cluster.addresses(), "tallyman", each -> { }));
        } finally {
            nodes.shutdownNow();
        }
    }
}
