package io.tallyman.api.source;

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

    /** Waits until there may be a record, {@link #wakeup} was called, or the time has passed. */
    void await(long nanos);

    /** Ends a wait of the reader thread. */
    void wakeup();

    /**
     * Gets ready for these events, which takes long: to be called before {@link #events}, and not by the reader thread.
     *
     * @throws SourceException this machine cannot tell of them; the message says why and what to do
     */
    default void prepare(BitSet ids) throws SourceException {
    }

    /** Sets which events are wanted, by catalogue id. Cgroups that come and go are told unasked. */
    void events(BitSet ids);

    /**
     * Tells what each taker wants, instead of {@link #events}: what none of them wants need not be made. What both the
     * former and the new wishes want is never left out meanwhile. Everything that was denied is undone.
     */
    default void wishes(List<Wish> wishes) {
        BitSet all = new BitSet();
        wishes.forEach(wish -> all.or(wish.events()));
        events(all);
    }

    /**
     * Some takers want nothing of a cgroup, until {@link #undeny} or the next {@link #wishes}. Cgroup events come all the
     * same.
     *
     * @param takers a bit for each, by its place in {@link #wishes}; a source may keep only some of them apart, and has
     *               the others deny nothing
     * @param below  cgroups that come to be below it are denied, too
     */
    default void deny(long cgroupId, long takers, boolean below) {
    }

    /** Undoes every {@link #deny}. */
    default void undeny() {
    }

    /**
     * Some takers want nothing of a process, whatever it executes, nor of what it and its descendants start, those with
     * one of the wishes' roots for an id excepted; until the next {@link #wishes}. Forks and exits of processes have to be
     * among what is wanted.
     *
     * @param start  when it was started, in nanoseconds since boot, or that rounded down to hundredths of a second: the
     *               id may be another process's by now
     * @param takers as in {@link #deny}
     */
    default void denyProcess(int hostPid, long start, long takers) {
    }

    /** A process of which that was said has ended. */
    default void forgetProcess(int hostPid) {
    }

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
