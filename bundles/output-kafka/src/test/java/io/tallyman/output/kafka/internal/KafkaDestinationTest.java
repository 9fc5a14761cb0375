package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination.Refused;
import io.tallyman.api.output.Destination.Unavailable;
import io.tallyman.delivery.Retry;
import io.tallyman.output.kafka.internal.Records.Key;
import io.tallyman.testing.Containers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KafkaDestinationTest {
    private final List<Scripted> producers = new ArrayList<>();
    private Runnable beforeANewProducer = () -> { };
    private final KafkaDestination kafka = new KafkaDestination(() -> {
        Scripted producer = new Scripted();
        producers.add(producer);
        beforeANewProducer.run();
        return producer;
    }, "b1:9092", "events", Key.CONTAINER, "box", new Retry(Duration.ofSeconds(20)));
    private final Block block = new Block(kafka);

    /** Answers a record by what the record says, once the producer is flushed or closed. */
    private static final class Scripted extends MockProducer<byte[], byte[]> {
        private final CompletableFuture<RecordMetadata> never = new CompletableFuture<>();
        private final CountDownLatch waiting = new CountDownLatch(1);
        private RuntimeException topicTrouble;
        private int topicTroubles;

        Scripted() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            if (topicTroubles-- > 0) {
                throw topicTrouble;
            }
            return List.of();
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            switch (new String(record.value(), StandardCharsets.US_ASCII)) {
                case "large" -> callback.onCompletion(null, new RecordTooLargeException("too large"));
                case "late" -> callback.onCompletion(null, new TimeoutException("120 ms have passed"));
                case "fatal" -> throw new KafkaException("the producer is in an error state");
                case "wait" -> never.whenComplete((n, e) -> callback.onCompletion(null, new KafkaException("closed")));
                default -> super.send(record, callback);
            }
            return never;
        }

        @Override
        public void flush() {
            if (waiting.getCount() > 0 && !never.isDone() && history().size() == 6) {
                waiting.countDown();
                never.exceptionally(e -> null).join();
            }
        }

        @Override
        public void close(Duration timeout) {
            never.completeExceptionally(new KafkaException("Producer is closed forcefully."));
            super.close(timeout);
        }
    }

    private List<String> sent() {
        return producers.stream().flatMap(p -> p.history().stream())
                .map(r -> r.topic() + " " + new String(r.key(), StandardCharsets.UTF_8) + " "
                        + new String(r.value(), StandardCharsets.US_ASCII))
                .toList();
    }

    @Test
    void shouldSendARecordForEachEvent() throws Exception {
        block.add(0, "zero").add(1, "one").add(2, "two").write();
        block.add(3, "three").write();
        assertEquals(List.of("events " + Containers.ID + " zero", "events box one", "events " + Containers.ID + " two",
                "events box three"), sent());
        kafka.close();
        assertTrue(producers.get(0).closed());
    }

    @Test
    void shouldCountTheRecordsThatAreRefused() throws Exception {
        Refused lost = assertThrows(Refused.class,
                () -> block.add(0, "zero").add(1, "large").add(2, "two").add(4, "large").add(5, "five").write());
        assertEquals(2, lost.events());
        assertEquals("topic events of b1:9092: 2 events are lost: too large", lost.getMessage());
        block.add(6, "six").write();
        assertEquals(4, sent().size());
        assertEquals(1, producers.size());
    }

    @Test
    void shouldGiveUpABlockWhoseRecordsWaitInVain() {
        Unavailable e = assertThrows(Unavailable.class, () -> block.add(0, "zero").add(1, "late").add(2, "two").write());
        assertEquals(2, e.restEvents());
        assertEquals(0, e.refusedEvents());
        List<String> rest = new ArrayList<>();
        Records.each(e.rest(), 0, e.rest().length, (key, value) -> rest.add(new String(value, StandardCharsets.UTF_8)));
        assertEquals(List.of("late", "two"), rest);
        assertEquals(1, sent().size());
    }

    @Test
    void shouldTakeANewProducerWhenOneHasFailedForGood() throws Exception {
        Unavailable e = assertThrows(Unavailable.class, () -> block.add(0, "zero").add(1, "fatal").add(2, "two").write());
        assertEquals(2, e.restEvents());
        assertTrue(producers.get(0).closed());
        block.add(3, "three").write();
        assertEquals(2, producers.size());
        assertFalse(producers.get(1).closed());
        assertEquals(List.of("events " + Containers.ID + " zero", "events box three"), sent());
    }

    @Test
    void shouldWaitUntilTheBrokersTellOfTheTopic() throws Exception {
        producers.get(0).topicTrouble = new TimeoutException("Topic events not present in metadata after 5 ms.");
        producers.get(0).topicTroubles = 3;
        block.add(0, "zero").write();
        assertEquals(1, sent().size());
    }

    @Test
    void shouldNotTryAgainWhereTheUserIsUnknown() throws Exception {
        producers.get(0).topicTrouble = new AuthenticationException("Authentication failed: unknown user");
        producers.get(0).topicTroubles = 3;
        IOException error = assertThrows(IOException.class, () -> block.add(0, "zero").add(1, "one").write());
        assertEquals("topic events of b1:9092: Authentication failed: unknown user", error.getMessage());
        block.add(2, "two").write();
        assertEquals(List.of("events " + Containers.ID + " two"), sent());
    }

    @Test
    void shouldEndAWriteThatWaitsWhenItIsClosed() throws Exception {
        for (int i = 0; i < 6; i++) {
            block.add(i, "early");
        }
        CompletableFuture<Unavailable> lost = CompletableFuture
                .supplyAsync(() -> assertThrows(Unavailable.class, () -> block.add(7, "wait").write()));
        producers.get(0).waiting.await();
        kafka.close();
        assertEquals(1, lost.get().restEvents());
        assertThrows(IOException.class, () -> block.add(8, "after").write());
    }

    @Test
    void shouldCloseAProducerThatIsMadeWhileItIsClosed() throws Exception {
        assertThrows(Unavailable.class, () -> block.add(0, "fatal").write());
        Thread closer = new Thread(kafka::close);
        beforeANewProducer = () -> {
            closer.start();
            while (closer.getState() != Thread.State.BLOCKED && closer.getState() != Thread.State.TERMINATED) {
                Thread.onSpinWait();
            }
        };
        try {
            block.add(1, "one").write();
        } catch (IOException e) {
            // the destination was closed before the block was written
        }
        closer.join();
        assertEquals(2, producers.size());
        assertTrue(producers.get(1).closed());
    }
}
