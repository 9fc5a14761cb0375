package io.tallyman.output.kafka.internal;

import java.util.BitSet;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What the brokers say of the records of one write. The producer tells that on a thread of its own, before it is flushed
 * or closed. The answers to a former write, which may still come after an error, go to a former object. Thread-safe.
 */
final class Answers {
    private final BitSet settled = new BitSet();
    private int records;
    private int delivered;
    private int refused;
    private long bytesRefused;
    private Throwable trouble;
    private boolean stopped;
    private boolean fatal;

    /** @param size how many bytes the record has */
    synchronized Callback of(int size) {
        int record = records++;
        return (where, failure) -> add(record, size, failure);
    }

    private synchronized void add(int record, int size, Throwable failure) {
        if (failure == null) {
            settled.set(record);
            delivered++;
            return;
        }
        if (isOfRecord(failure)) {
            settled.set(record);
            refused++;
            bytesRefused += size;
        }
        trouble = trouble == null ? failure : trouble;
        // where one record waited in vain for room or for its partition, the next one would wait as well
        stopped |= failure instanceof TimeoutException;
        fatal |= isFatal(failure);
    }

    private static boolean isFatal(Throwable failure) {
        return !(failure instanceof ApiException) || failure instanceof AuthorizationException
                || failure instanceof OutOfOrderSequenceException || failure instanceof ProducerFencedException;
    }

    /** The brokers will never take this record. */
    private static boolean isOfRecord(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException
                || failure instanceof SerializationException;
    }

    /** Whether the record with this place in the write is delivered, or refused for good. */
    synchronized boolean isSettled(int record) {
        return settled.get(record);
    }

    /** How many records the brokers will never take. */
    synchronized int refused() {
        return refused;
    }

    /** Bytes of keys and values that the brokers will never take. */
    synchronized long bytesRefused() {
        return bytesRefused;
    }

    /** The producer has thrown this, and takes nothing more. */
    synchronized void fail(Throwable why) {
        trouble = trouble == null ? why : trouble;
        stopped = true;
        fatal = true;
    }

    /** How many records were delivered. */
    synchronized int delivered() {
        return delivered;
    }

    /** Why a record is lost, or else what the records without an answer lack. */
    synchronized Throwable trouble() {
        return trouble == null ? new TimeoutException("no answer") : trouble;
    }

    /** No further record of this write should be given to the producer. */
    synchronized boolean isStopped() {
        return stopped;
    }

    /** The producer is of no more use. */
    synchronized boolean isFatal() {
        return fatal;
    }
}
