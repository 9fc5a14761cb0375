package io.tallyman.api.source;

import io.tallyman.api.event.Node;
import java.util.BitSet;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open source. {@link #poll}, {@link #await}, {@link #mark} and {@link #isPast} belong to the reader thread;
 * everything else may be called from any thread.
 */
@ConsumerType
public interface SourceSession extends AutoCloseable {
    /**
     * Delivers what is there, up to a bounded batch.
     *
     * @return how many records were delivered; 0: none is there; -1: the source has ended (replay)
     */
    int poll(RecordHandler handler);

    /** Behind everything that has been submitted so far; -1 where that cannot be told. Reader thread. */
    default long mark() {
        return -1;
    }

    /**
     * Whether everything before a mark has been polled: so it is also known where records never cease. Reader thread.
     *
     * @param mark from {@link #mark}; not -1
     */
    default boolean isPast(long mark) {
        return false;
    }

    /**
     * Where the events happen, as far as the source knows: always the same object, known from when the source is open.
     * Any thread.
     */
    default Node node() {
        return Node.NONE;
    }

    /** Waits until there may be a record, {@link #wakeup} was called, or the time has passed. */
    void await(long nanos);

    /** Ends a wait of the reader thread. */
    void wakeup();

    /**
     * Why this machine cannot report an event.
     *
     * @param event catalogue id
     * @return null where the event can be had; otherwise a clause such as "the kernel is built without modules"
     */
    default String whyUnavailable(int event) {
        return null;
    }

    /**
     * Gets ready for these events and for no others, which may take long. To be called with all events that are going to
     * be wanted before {@link #events} is, and again when fewer are wanted, so that the source can free what it needs no
     * longer. Not to be called by the reader thread, nor by two threads at a time.
     *
     * @param ids catalogue ids, none of which is {@linkplain #whyUnavailable unavailable}
     * @throws SourceException this machine cannot report them; the message says why and what to do. The source is as ready
     *                         as before
     */
    default void prepare(BitSet ids) throws SourceException {
    }

    /** Sets which events are wanted, by catalogue id. Events of cgroups that come and go are reported in any case. */
    void events(BitSet ids);

    /** Lets events other than cgroup events through, once the cgroup table has been built. */
    void openGate();

    /** Stops new records; what was submitted before can still be polled until it returns 0. */
    void closeGate();

    /** The clock of the records: always the same object. Known from when the source is open. */
    RecordClock clock();

    /** Path of a live cgroup from its hierarchy's root as the kernel reported it, or null. Not for every event. */
    String cgroupPath(long cgroupId);

    /** The hierarchy whose ids the records carry. */
    CgroupHierarchy hierarchy();

    /** How many records programs meant to write, delivered or not. */
    long emitted();

    /** Why records were lost, with how many; every reason, also at zero. Their sum is exactly what was lost. */
    List<LossCounter> losses();

    /**
     * Why programs did not write records although they could, with how many: somebody has asked for fewer records. Every
     * reason, also at zero. What was emitted is exactly what was delivered, lost and withheld, once all is delivered.
     */
    default List<LossCounter> withheld() {
        return List.of();
    }

    /**
     * How many of the lost records told of a cgroup that was made or removed, or may have done so. Whenever this number
     * has grown, the container table is compared with the cgroup file system. Called a few times a second by the reader
     * thread: it must answer at once.
     */
    default long lostCgroupRecords() {
        return 0;
    }

    /** Detaches and frees everything. Idempotent. */
    @Override
    void close();
}
