import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;

/**
 * Counts the events of each container in each minute, whichever node they come from. The minute is that of the event. An
 * event that comes late corrects the count of its minute for an hour.
 *
 * <pre>java -cp 'target/libraries/*' EventsPerContainer.java BROKERS TOPIC RESULTS</pre>
 */
public final class EventsPerContainer {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LATE = Duration.ofHours(1);
    private static final long NANOS = 1_000_000;

    private EventsPerContainer() {
    }

    /** The time of an event is in its JSON, in nanoseconds. The time of a record is when Kafka's producer got it. */
    public static final class EventTime implements TimestampExtractor {
        @Override
        public long extract(ConsumerRecord<Object, Object> each, long before) {
            return each.value() instanceof JsonObject event
                    ? event.get("timestamp").getAsLong() / NANOS : each.timestamp();
        }
    }

    static Topology topology(String topic, String results) {
        StreamsBuilder streams = new StreamsBuilder();
        // the key of a record is the id of the container already, so nothing has to be sorted anew
        streams.stream(topic, Consumed.with(Serdes.String(), Serdes.serdeFrom((t, event) -> null,
                        (t, bytes) -> parse(bytes))).withTimestampExtractor(new EventTime()))
                .filter((key, event) -> event != null && !event.get("containerId").getAsString().isEmpty())
                .mapValues(event -> "")
                .groupByKey(Grouped.with(Serdes.String(), Serdes.String()))
                .windowedBy(TimeWindows.ofSizeAndGrace(MINUTE, LATE))
                .count()
                .toStream()
                .map(EventsPerContainer::result)
                .to(results, Produced.with(Serdes.String(), Serdes.String()));
        return streams.build();
    }

    /** Null where a record is no event, since one such record must not end the program. */
    private static JsonObject parse(byte[] bytes) {
        try {
            JsonElement event = JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8));
            return event instanceof JsonObject object && isEvent(object) ? object : null;
        } catch (JsonParseException e) {
            return null;
        }
    }

    private static boolean isEvent(JsonObject record) {
        return record.get("timestamp") instanceof JsonPrimitive time && time.isNumber()
                && record.get("containerId") instanceof JsonPrimitive id && id.isString();
    }

    /** The key says what the count is of, so that a compacted topic keeps the last count of each minute. */
    private static KeyValue<String, String> result(Windowed<String> container, Long events) {
        JsonObject result = new JsonObject();
        result.addProperty("minute", Instant.ofEpochMilli(container.window().start()).toString());
        result.addProperty("containerId", container.key());
        result.addProperty("events", events);
        return KeyValue.pair(container.key() + "@" + result.get("minute").getAsString(), result.toString());
    }

    public static void main(String[] args) throws InterruptedException {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "tallyman-events-per-container");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // the counts are in memory, and in a topic of Kafka, from which a restarted program reads them
        settings.put(StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, System.getProperty("java.io.tmpdir") + "/tallyman-streams");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        KafkaStreams program = new KafkaStreams(topology(args[1], args[2]), settings);
        CountDownLatch ended = new CountDownLatch(1);
        program.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR) {
                ended.countDown();
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> program.close(Duration.ofSeconds(10))));
        program.start();
        ended.await();
    }
}
