package io.tallyman.output.kafka.internal;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Makes Kafka's producers. */
final class Producers {
    /**
     * Kafka's client logs each attempt to reach a broker. What matters of that is in the errors of the output. The
     * logger is kept here, because a logger that nobody holds forgets its level.
     */
    private static final Logger LOG = Logger.getLogger("org.apache.kafka");

    static {
        if (!LOG.isLoggable(Level.INFO)) {
            LOG.setLevel(Level.OFF);
        }
    }

    private Producers() {
    }

    /**
     * Makes a producer, which connects by itself later.
     *
     * @throws org.apache.kafka.common.KafkaException a setting is not allowed
     */
    static Producer<byte[], byte[]> open(Map<String, Object> settings) {
        Thread thread = Thread.currentThread();
        ClassLoader former = thread.getContextClassLoader();
        // Kafka finds the classes that its settings name, and its login modules, by this loader
        thread.setContextClassLoader(KafkaProducer.class.getClassLoader());
        try {
            return new KafkaProducer<>(settings);
        } finally {
            thread.setContextClassLoader(former);
        }
    }
}
