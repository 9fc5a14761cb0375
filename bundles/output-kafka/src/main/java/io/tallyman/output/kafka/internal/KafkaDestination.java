package io.tallyman.output.kafka.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.EventDestination;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.delivery.Retry;
import io.tallyman.output.kafka.internal.Records.Key;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Sends each event as a record, and waits at the end of a block until the brokers have answered for each record. So what
 * counts as delivered is in all replicas that are in sync, and at most one block is under way. Kafka's producer repeats
 * what a broker has not answered, and the brokers recognise what they have already.
 */
final class KafkaDestination implements EventDestination {
    private final Supplier<Producer<byte[], byte[]>> source;
    private final String shown;
    private final String topic;
    private final Key key;
    private final String host;
    private final Retry retry;
    /** Null after the last one has failed for good. Guarded by this: a closed output must leave no producer behind. */
    private Producer<byte[], byte[]> producer;
    private volatile boolean closed;
    /** Why the partitions of the topic are not known yet. Output's thread. */
    private String waiting = "closed";

    /**
     * @param source makes the producer now, and again once the producer is of no more use
     * @param host   the name of this machine, where no node has a name
     */
    KafkaDestination(Supplier<Producer<byte[], byte[]>> source, String brokers, String topic, Key key, String host,
            Retry retry) {
        this.source = source;
        this.shown = "topic " + topic + " of " + brokers;
        this.topic = topic;
        this.key = key;
        this.host = host;
        this.retry = retry;
        try {
            producer = source.get();
        } catch (KafkaException e) {
            throw new IllegalArgumentException("Kafka's producer refuses its settings: " + reason(e), e);
        }
    }

    @Override
    public void beginEvent(EventView event, LineBuffer out) {
        Records.begin(event, key, host, out);
    }

    @Override
    public void endEvent(LineBuffer out, int start) {
        Records.end(out, start);
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        retry.run(this::findTopic);
        Producer<byte[], byte[]> used = open();
        Answers answers = new Answers();
        try {
            Records.each(bytes, from, count, (recordKey, value) -> {
                if (!answers.isStopped()) {
                    used.send(new ProducerRecord<>(topic, recordKey, value),
                            answers.of(value.length + (recordKey == null ? 0 : recordKey.length)));
                }
            });
            used.flush();
        } catch (KafkaException | IllegalStateException e) {
            answers.fail(e);
        }
        int lost = events - answers.delivered();
        if (lost > 0) {
            if (answers.isFatal()) {
                renew();
            }
            throw failure(bytes, from, count, lost, answers);
        }
    }

    /** What the brokers have not answered, or not taken now, may be written later. */
    private IOException failure(byte[] bytes, int from, int count, int lost, Answers answers) {
        String why = reason(answers.trouble());
        int refused = answers.refused();
        Refused refusal = refused == 0 ? null : new Refused(refused, answers.bytesRefused(),
                shown + ": " + refused + " events are lost: " + why, answers.trouble());
        return refused == lost ? refusal : new Unavailable(
                Records.some(bytes, from, count, place -> !answers.isSettled(place)), lost - refused, refusal,
                shown + ": " + (lost - refused) + " events are not taken: " + why, answers.trouble());
    }

    /** Waits until the partitions of the topic are known, so that no record waits for them by itself. */
    private void findTopic() throws IOException {
        try {
            open().partitionsFor(topic);
        } catch (RetriableException e) {
            waiting = reason(e);
            throw new IOException(shown + ": " + waiting, e);
        } catch (InterruptException e) {
            throw PermanentFailure.ofSetup("interrupted", e);
        } catch (KafkaException | IllegalStateException e) {
            if (closed) {
                throw PermanentFailure.ofSetup(shown + ": " + waiting, e);
            }
            renew();
            throw PermanentFailure.ofSetup(shown + ": " + reason(e), e);
        }
    }

    /** @throws PermanentFailure the output is closed */
    private synchronized Producer<byte[], byte[]> open() throws PermanentFailure {
        if (closed) {
            throw PermanentFailure.ofSetup(shown + ": " + waiting);
        }
        if (producer == null) {
            producer = source.get();
        }
        return producer;
    }

    /** A producer that has failed for good refuses all that follows. */
    private synchronized void renew() {
        Producer<byte[], byte[]> failed = producer;
        producer = null;
        if (failed != null) {
            failed.close(Duration.ZERO);
        }
    }

    private static String reason(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && !(cause instanceof ConfigException)) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Ends a write that waits. No record is under way otherwise. */
    @Override
    public void close() {
        closed = true;
        retry.close();
        renew();
    }
}
