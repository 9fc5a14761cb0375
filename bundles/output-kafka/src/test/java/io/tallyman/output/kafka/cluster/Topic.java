package io.tallyman.output.kafka.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all that is in a topic. */
public final class Topic {
    private Topic() {
    }

    /**
     * Reads the topic from its beginning to its present end.
     *
     * @return how many records there are
     */
    public static long read(String brokers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Properties settings = new Properties();
        settings.putAll(Map.of("bootstrap.servers", brokers, "max.poll.records", "5000"));
        long count = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> parts = consumer.partitionsFor(topic, Duration.ofSeconds(60)).stream()
                    .map(p -> new TopicPartition(topic, p.partition())).toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(parts, Duration.ofSeconds(60));
            consumer.assign(parts);
            consumer.seekToBeginning(parts);
            while (parts.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(500))) {
                    count++;
                    reader.accept(each);
                }
            }
        }
        return count;
    }

    /** The value of a record as text. */
    public static String text(ConsumerRecord<byte[], byte[]> each) {
        return new String(each.value(), StandardCharsets.UTF_8);
    }
}
