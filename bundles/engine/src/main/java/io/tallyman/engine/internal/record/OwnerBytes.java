package io.tallyman.engine.internal.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many bytes of a queue each owner holds. The offering thread adds, the taking thread takes away, and neither waits: each
 * writes totals of its own. Memory comes with the owners, a chunk at a time.
 */
final class OwnerBytes {
    private static final int CHUNK = 256;
    /** Owners with a higher number share the last place. */
    private static final int MOST = 256 * CHUNK;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[][] added = new long[MOST / CHUNK][];
    private final long[][] taken = new long[MOST / CHUNK][];

    /** Offering thread. */
    void add(int owner, int bytes) {
        int place = place(owner);
        long[] chunk = added[place / CHUNK];
        if (chunk == null) {
            chunk = new long[CHUNK];
            // the taking thread sees the chunk, because it acquires the entry that is offered after this
            taken[place / CHUNK] = new long[CHUNK];
            added[place / CHUNK] = chunk;
        }
        chunk[place % CHUNK] += bytes;
    }

    /** Taking thread, of what was added before. */
    void take(int owner, int bytes) {
        int place = place(owner);
        long[] chunk = taken[place / CHUNK];
        LONGS.setOpaque(chunk, place % CHUNK, chunk[place % CHUNK] + bytes);
    }

    /** Bytes that the owner holds, or a little more. Offering thread. */
    long of(int owner) {
        int place = place(owner);
        long[] chunk = added[place / CHUNK];
        return chunk == null ? 0
                : chunk[place % CHUNK] - (long) LONGS.getOpaque(taken[place / CHUNK], place % CHUNK);
    }

    private static int place(int owner) {
        return Math.min(owner, MOST - 1);
    }
}
