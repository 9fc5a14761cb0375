package io.tallyman.engine.early;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whose records a source has lost. A {@link io.tallyman.api.source.SourceSession} that knows this implements the interface
 * besides. An owner is a container, with all cgroups and all containers inside, or {@link #HOST}.
 */
@ConsumerType
public interface OwnerLosses {
    /** The owner of everything that belongs to no container. */
    long HOST = 0;

    /** The owner of losses of which the source does not know the owner any more, or never knew the owner. */
    long UNKNOWN = -1;

    /** Is told of one owner. */
    @FunctionalInterface
    interface Visitor {
        /**
         * What one owner has lost since the source was opened.
         *
         * @param owner      id of the owner's outermost cgroup, {@link #HOST} or {@link #UNKNOWN}. The cgroup may be one
         *                   that the container table counts as the host's, or one that is gone
         * @param events     lost records, for whatever reason; more than 0
         * @param bytes      bytes of these records, as far as the records were made
         * @param firstNanos when the first of them was lost, by the clock of the records: nanoseconds since boot
         * @param lastNanos  when the last of them was lost
         */
        void lost(long owner, long events, long bytes, long firstNanos, long lastNanos);
    }

    /** Is told of the events of one owner that a limit has left out. */
    @FunctionalInterface
    interface LimitVisitor {
        /**
         * @param owner  as in {@link Visitor}
         * @param events since the source was opened; more than 0
         */
        void limited(long owner, long events);
    }

    /** As {@link #read}, of events that a limit has left out. */
    default void readLimited(LimitVisitor visitor) {
    }

    /**
     * Tells of each owner that has lost something, in no order. The totals only grow. Their sum is what the counters of
     * {@code SourceSession.losses} say together that begin with {@code ring_}. The totals of owners that are long gone are
     * added to those of {@link #UNKNOWN}. Any thread but the reader's, a few times a second at most: with thousands of owners
     * one call takes milliseconds.
     */
    void read(Visitor visitor);
}
