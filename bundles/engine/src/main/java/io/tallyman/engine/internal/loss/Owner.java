package io.tallyman.engine.internal.loss;

import io.tallyman.api.container.Container;
import java.util.function.Supplier;

/**
 * Whose events are counted together, and who shares room with others: a container with all containers inside, or the
 * host. Reader thread only.
 */
public final class Owner {
    /** Number of the host. */
    public static final int HOST = 0;

    private final int number;
    private final Supplier<Container> container;
    private long read;
    private long lost;
    private long dropped;
    private long limited;

    /**
     * @param number    small, and unique among the owners of a source; the place in arrays of what is kept by owner
     * @param container gives the newest snapshot; null: the host
     */
    public Owner(int number, Supplier<Container> container) {
        this.number = number;
        this.container = container;
    }

    /** The owner of what belongs to no container. */
    public static Owner host() {
        return new Owner(HOST, () -> null);
    }

    /** The place in arrays of what is kept by owner. */
    public int number() {
        return number;
    }

    /** The container as it is known now, or null for the host. */
    public Container container() {
        return container.get();
    }

    /** An event was read. */
    public void countRead() {
        read++;
    }

    /** Events were lost before they were read. */
    public void countLost(long events) {
        lost += events;
    }

    /** Events were read, and then an output had no room for them. */
    public void countDropped(long events) {
        dropped += events;
    }

    /** Events were left out by a limit. */
    public void countLimited(long events) {
        limited += events;
    }

    /** Events that were read. */
    public long read() {
        return read;
    }

    /** Events that were lost before they were read. */
    public long lost() {
        return lost;
    }

    /** Events for which an output had no room. An event that two outputs drop counts twice. */
    public long dropped() {
        return dropped;
    }

    /** Events that a limit has left out. */
    public long limited() {
        return limited;
    }
}
