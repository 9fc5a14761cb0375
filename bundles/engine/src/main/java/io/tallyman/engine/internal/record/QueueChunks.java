package io.tallyman.engine.internal.record;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The memory of a {@link RecordQueue}. It is made when the queue first needs it, because Java writes zeros to all of a
 * new buffer, and an output that keeps up never needs more than two chunks. A chunk that is empty again becomes the next
 * one to be filled. The offering thread alone makes and moves chunks. The taking thread finds those that hold records,
 * because their places were written before the queue's end was published.
 */
final class QueueChunks {
    /** Twice as long as the longest record. */
    private static final int MOST = 64 * 1024;

    private final int chunkBytes;
    private final int shift;
    private final int least;
    private final boolean ancestors;
    /** The chunk of a running number is at this number modulo the length. */
    private final Chunk[] places;
    /** Chunks with a lower running number have been moved to where they are filled again. */
    private long moved;

    /**
     * @param least     bytes; no entry is smaller
     * @param ancestors whether entries have ancestors
     */
    QueueChunks(int capacity, int least, boolean ancestors) {
        this.ancestors = ancestors;
        chunkBytes = Math.min(MOST, capacity);
        shift = Integer.numberOfTrailingZeros(chunkBytes);
        this.least = least;
        places = new Chunk[capacity / chunkBytes];
    }

    /** Entries and, at the number of an entry's beginning, the entry's snapshot. */
    final class Chunk {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(chunkBytes).order(ByteOrder.LITTLE_ENDIAN);
        /** An entry is never smaller than {@code least}, so no two entries have one place. */
        private final Container[] snapshots = new Container[chunkBytes / least + 1];

        /** Null if entries have no ancestors. */
        private final List<AncestorView>[] lines = ancestors ? lines(snapshots.length) : null;

        void snapshot(int at, Container container, List<AncestorView> line) {
            snapshots[at / least] = container;
            if (ancestors) {
                lines[at / least] = line;
            }
        }

        /** Takes it out, so that the queue keeps nobody alive. */
        Container takeSnapshot(int at) {
            Container container = snapshots[at / least];
            snapshots[at / least] = null;
            return container;
        }

        /** Takes them out, too. */
        List<AncestorView> takeAncestors(int at) {
            if (!ancestors) {
                return List.of();
            }
            List<AncestorView> line = lines[at / least];
            lines[at / least] = null;
            return line;
        }
    }

    @SuppressWarnings("unchecked")
    private static List<AncestorView>[] lines(int size) {
        return (List<AncestorView>[]) new List<?>[size];
    }

    /** Where a position is in its chunk. */
    int offset(long position) {
        return (int) position & chunkBytes - 1;
    }

    /** Bytes of a chunk from there to its end. */
    int toEnd(int offset) {
        return chunkBytes - offset;
    }

    /** The chunk of a position that holds a record. Either thread. */
    Chunk at(long position) {
        return places[place(position >>> shift)];
    }

    /**
     * The chunk of a position that is about to be filled. Offering thread.
     *
     * @param head position before which everything has been taken
     */
    Chunk toFill(long position, long head) {
        long number = position >>> shift;
        int place = place(number);
        if (places[place] == null) {
            places[place] = emptied(number, head >>> shift);
        }
        return places[place];
    }

    private Chunk emptied(long number, long firstInUse) {
        for (moved = Math.max(moved, number - places.length + 1); moved < firstInUse; moved++) {
            Chunk chunk = places[place(moved)];
            if (chunk != null) {
                places[place(moved++)] = null;
                return chunk;
            }
        }
        return new Chunk();
    }

    private int place(long number) {
        return (int) number & places.length - 1;
    }

    /** How many chunks there are. Offering thread. */
    int made() {
        int made = 0;
        for (Chunk chunk : places) {
            made += chunk == null ? 0 : 1;
        }
        return made;
    }
}
