package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * The memory in which events wait for their container's name, shared by all containers and bounded. The reader thread
 * alone uses it; the counters may be read from any thread.
 */
final class HoldPool {
    /** Large enough for any record, small enough that a hundred waiting containers are cheap. */
    static final int CHUNK = RecordLayout.MAX_SIZE + 1024;
    /** Spare chunks that are kept for the next burst; further ones are left to the collector. */
    private static final int SPARE = 64;

    private final long capacity;
    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();
    private int nextNumber;
    private volatile long usedBytes;
    private volatile long heldEvents;
    private volatile long heldBytes;

    HoldPool(long capacity) {
        this.capacity = Math.max(capacity, CHUNK);
    }

    /** A chunk, or null where the pool is used up. */
    ByteBuffer take() {
        if (usedBytes + CHUNK > capacity) {
            return null;
        }
        usedBytes += CHUNK;
        ByteBuffer chunk = spare.poll();
        return chunk != null ? chunk : ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    }

    void give(ByteBuffer chunk) {
        usedBytes -= CHUNK;
        if (spare.size() < SPARE) {
            spare.push(chunk.clear());
        }
    }

    /** The number of the event that will be held next; wraps. */
    int nextNumber() {
        return nextNumber;
    }

    /** Counts an event in and gives it its number. */
    int holdOne(int bytes) {
        held(1, bytes);
        return nextNumber++;
    }

    void held(int events, int bytes) {
        heldEvents += events;
        heldBytes += bytes;
    }

    long capacity() {
        return capacity;
    }

    long heldEvents() {
        return heldEvents;
    }

    long heldBytes() {
        return heldBytes;
    }
}
