package io.tallyman.engine.internal.record;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A one-to-one queue of records, each with its container's snapshot, and with ancestors if the output shows them. One thread offers, one takes; neither waits.
 *
 * <pre>
 *   entry:  int length (records are at most 32 KiB; -1: skip to the chunk's end) | int owner | record, padded to 8
 * </pre>
 *
 * <p>A queue that is filling up is shared: an owner may hold eight times as many bytes as are free. So whoever
 * holds most is refused first, and a part of the queue stays free for the others, however many are loud (this is the
 * dynamic threshold of Choudhury and Hahne, which switches use). One loud owner gets eight ninths of the queue.
 *
 * <p>Positions count bytes since the beginning and never wrap. No entry is in two chunks ({@link QueueChunks}).
 */
public final class RecordQueue {
    public static final int MIN_CAPACITY = 128 * 1024;
    private static final int PREFIX = 8;
    private static final int OWNER = 4;
    private static final int SHARE = 8;
    private static final int SKIP = -1;
    /** An entry is never smaller than a record's header and its prefix, so this many snapshots always suffice. */
    private static final int MIN_ENTRY = 128;

    private static final VarHandle TAIL;
    private static final VarHandle HEAD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(RecordQueue.class, "tail", long.class);
            HEAD = lookup.findVarHandle(RecordQueue.class, "head", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int capacity;
    private final QueueChunks chunks;

    private final OwnerBytes held = new OwnerBytes();

    private long tail;
    private long knownHead;
    private QueueChunks.Chunk filling;

    private long head;

    /**
     * @param capacity  bytes, rounded up to a power of two and to {@link #MIN_CAPACITY}
     * @param ancestors whether each record comes with its process's ancestors; otherwise they are forgotten
     */
    public RecordQueue(int capacity, boolean ancestors) {
        this(Math.max(capacity, MIN_CAPACITY), MIN_ENTRY, ancestors);
    }

    /**
     * A queue of any size, for tests.
     *
     * @param capacity bytes, rounded up to a power of two; no entry is larger
     * @param least    no entry is smaller
     */
    RecordQueue(int capacity, int least, boolean ancestors) {
        this.capacity = Integer.highestOneBit(capacity - 1) << 1;
        chunks = new QueueChunks(this.capacity, least, ancestors);
    }

    /** Receives what {@link #take} finds; the buffer is valid during the call. */
    public interface Receiver {
        void receive(ByteBuffer buffer, int offset, int length, Container container, List<AncestorView> ancestors);
    }

    /**
     * Copies a record in. Returns false if the record does not fit now. Offering thread only.
     *
     * @param ancestors of the record's process
     * @param owner number of whose record it is
     * @param fair  false: the record may take the room that is kept free for other owners
     */
    public boolean offer(ByteBuffer source, int offset, int length, Container container,
            List<AncestorView> ancestors, int owner, boolean fair) {
        int size = PREFIX + (length + 7 & ~7);
        int at = chunks.offset(tail);
        int toEnd = chunks.toEnd(at);
        int needed = size <= toEnd ? size : toEnd + size;
        if (!hasRoom(needed, owner, fair)) {
            knownHead = (long) HEAD.getAcquire(this);
            if (!hasRoom(needed, owner, fair)) {
                return false;
            }
        }
        if (at == 0 || size > toEnd) {
            at = enterChunk(at, needed - size);
        }
        filling.bytes.putInt(at, length).putInt(at + OWNER, owner);
        held.add(owner, size);
        filling.bytes.put(at + PREFIX, source, offset, length);
        filling.snapshot(at, container, ancestors);
        TAIL.setRelease(this, tail + needed);
        return true;
    }

    /** The entry that is being offered is the first one of a chunk. Returns where it begins there. */
    private int enterChunk(int at, int skipped) {
        if (skipped > 0) {
            filling.bytes.putInt(at, SKIP);
        }
        knownHead = (long) HEAD.getAcquire(this);
        filling = chunks.toFill(tail + skipped, knownHead);
        return 0;
    }

    private boolean hasRoom(int needed, int owner, boolean fair) {
        long free = capacity - (tail + needed - knownHead);
        return free >= capacity / 2 || free >= 0 && (!fair || held.of(owner) + needed <= SHARE * free);
    }

    /** Hands out up to {@code limit} records and frees their space. Returns how many. Taking thread only. */
    public int take(Receiver receiver, int limit) {
        long end = (long) TAIL.getAcquire(this);
        long from = head;
        int count = 0;
        while (from < end && count < limit) {
            QueueChunks.Chunk chunk = chunks.at(from);
            int at = chunks.offset(from);
            int length = chunk.bytes.getInt(at);
            if (length == SKIP) {
                from += chunks.toEnd(at);
                chunk = chunks.at(from);
                at = 0;
                length = chunk.bytes.getInt(0);
            }
            receiver.receive(chunk.bytes, at + PREFIX, length, chunk.takeSnapshot(at), chunk.takeAncestors(at));
            int size = PREFIX + (length + 7 & ~7);
            held.take(chunk.bytes.getInt(at + OWNER), size);
            from += size;
            count++;
        }
        HEAD.setRelease(this, from);
        return count;
    }

    public boolean isEmpty() {
        return (long) HEAD.getAcquire(this) == (long) TAIL.getAcquire(this);
    }

    /** Bytes that wait. Any thread; a moment's view. */
    public long size() {
        long h = (long) HEAD.getAcquire(this);
        return Math.max(0, (long) TAIL.getAcquire(this) - h);
    }

    /** Chunks of memory that were made so far. Offering thread. */
    int chunks() {
        return chunks.made();
    }

    /** In bytes. */
    public int capacity() {
        return capacity;
    }
}
