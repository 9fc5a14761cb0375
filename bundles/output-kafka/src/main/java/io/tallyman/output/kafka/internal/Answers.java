package io.tallyman.output.kafka.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/** What the brokers say of the records of one write. Output's thread. */
final class Answers {
    private final List<Future<RecordMetadata>> pending = new ArrayList<>();
    private int[] sizes = new int[256];
    private int delivered;
    private long bytes;
    private Throwable trouble;
    private boolean stopped;
    private boolean fatal;

    void clear() {
        pending.clear();
        delivered = 0;
        bytes = 0;
        trouble = null;
        stopped = false;
        fatal = false;
    }

    /** Adds a record that was given to the producer. A record that the producer has refused is known at once. */
    void add(Future<RecordMetadata> answer, int size) {
        if (pending.size() == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * sizes.length);
        }
        sizes[pending.size()] = size;
        pending.add(answer);
        // a record that waited in vain for room or for its partition tells that the next ones would wait as well
        stopped |= answer.isDone() && failure(answer) instanceof TimeoutException;
    }

    /** The producer has thrown this, and takes nothing more. */
    void fail(Throwable why) {
        trouble = trouble == null ? why : trouble;
        stopped = true;
        fatal = true;
    }

    /** Waits for each answer: they are there once the producer was flushed or closed. */
    void await() {
        for (int i = 0; i < pending.size(); i++) {
            Throwable failure = failure(pending.get(i));
            if (failure == null) {
                delivered++;
                bytes += sizes[i];
            } else {
                trouble = trouble == null ? failure : trouble;
                fatal |= isFatal(failure);
            }
        }
    }

    private static boolean isFatal(Throwable failure) {
        return !(failure instanceof ApiException) || failure instanceof AuthorizationException
                || failure instanceof OutOfOrderSequenceException || failure instanceof ProducerFencedException;
    }

    private static Throwable failure(Future<RecordMetadata> answer) {
        try {
            answer.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    int delivered() {
        return delivered;
    }

    /** Bytes of keys and values that were delivered. */
    long bytes() {
        return bytes;
    }

    /** Why a record is lost; null if none is. */
    Throwable trouble() {
        return trouble;
    }

    /** No further record of this write should be given to the producer. */
    boolean isStopped() {
        return stopped;
    }

    /** The producer is of no more use. */
    boolean isFatal() {
        return fatal;
    }
}
