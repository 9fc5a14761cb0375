package io.tallyman.containers.internal.authority;

import java.util.HashMap;
import java.util.Map;

/**
 * Limits the memory that is kept of what daemons tell. Each authority has a share of its own, so that a flood from one
 * authority takes no room from another. Users and containers choose how many daemons they run, so the number of shares
 * is bounded, too: a further user or container has no share. Thread-safe.
 */
public final class MemoryBudget {
    /** How many users and containers have a share at one time. */
    static final int MOST_OTHERS = 64;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    private final long machine;
    private final long other;
    private final Map<Authority, Long> taken = new HashMap<>();
    private int others;

    /**
     * @param machine bytes for daemons of the machine
     * @param other   bytes for those of each user and of each container
     */
    MemoryBudget(long machine, long other) {
        this.machine = machine;
        this.other = other;
    }

    /** For what is known of containers: 24 MiB at the most, as {@link FragmentLimits#bytes} counts. */
    public static MemoryBudget forKnownContainers() {
        return new MemoryBudget(12 * MIB, 192 * KIB);
    }

    /** For what waits for the reader: 12 MiB at the most, as {@link FragmentLimits#bytes} counts. */
    public static MemoryBudget forMessages() {
        return new MemoryBudget(8 * MIB, 64 * KIB);
    }

    /**
     * Takes so many bytes of an authority's share. Returns false, and takes nothing, where the share has no such
     * room.
     */
    public synchronized boolean take(Authority authority, long bytes) {
        Long before = taken.get(authority);
        boolean shares = isOfMachine(authority) || before != null || others < MOST_OTHERS;
        long after = (before == null ? 0 : before) + bytes;
        if (!shares || after > (isOfMachine(authority) ? machine : other)) {
            return false;
        }
        others += before == null && !isOfMachine(authority) ? 1 : 0;
        taken.put(authority, after);
        return true;
    }

    /** Gives back what was taken. A share of which nothing is taken ends. */
    public synchronized void give(Authority authority, long bytes) {
        long left = taken.getOrDefault(authority, 0L) - bytes;
        if (left > 0) {
            taken.put(authority, left);
        } else if (taken.remove(authority) != null && !isOfMachine(authority)) {
            others--;
        }
    }

    /** Bytes of an authority's share that are taken. */
    public synchronized long taken(Authority authority) {
        return taken.getOrDefault(authority, 0L);
    }

    private static boolean isOfMachine(Authority authority) {
        return authority.isMachine() || authority instanceof Authority.Named;
    }
}
