package io.tallyman.engine.internal.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The segments of a spool, oldest first. Blocks are appended to the last one, if this process has made it. */
final class SegmentQueue {
    private final Path directory;
    private final Deque<Segment> segments;
    private Segment written;
    private long nextNumber;
    private long bytes;

    /**
     * @param found      what an earlier process has left; nothing is appended to these
     * @param lastNumber the highest number that a segment ever had
     */
    SegmentQueue(Path directory, Deque<Segment> found, long lastNumber) {
        this.directory = directory;
        segments = new ArrayDeque<>(found);
        bytes = segments.stream().mapToLong(Segment::size).sum();
        nextNumber = 1 + (segments.isEmpty() ? lastNumber : segments.peekLast().number());
    }

    /**
     * Appends a block to the last segment, or to a new one where the last one is full.
     *
     * @param full bytes that a segment should not exceed
     * @throws IOException the disk does not take the block, and nothing of it is left
     */
    void append(BlockHead head, byte[] block, int from, long full) throws IOException {
        if (written == null || written.size() + head.size() > full) {
            written = Segment.create(directory, nextNumber, head.first());
            nextNumber++;
            segments.add(written);
            bytes += written.size();
        }
        written.append(head, block, from);
        bytes += head.size();
    }

    Segment first() {
        return segments.peekFirst();
    }

    /** Whether more blocks may come behind those of the first segment. */
    boolean isFirstWritten() {
        return written != null && written == segments.peekFirst();
    }

    /** Whether the first segment is the last one, too. */
    boolean hasOne() {
        return segments.size() == 1;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    /** Takes the first segment out and deletes its file. */
    void removeFirst() throws IOException {
        Segment oldest = segments.removeFirst();
        written = oldest == written ? null : written;
        bytes -= oldest.size();
        oldest.delete();
    }

    /** Bytes of all files. */
    long bytes() {
        return bytes;
    }

    /** The number of the last segment that was made. */
    long lastNumber() {
        return nextNumber - 1;
    }

    /** Closes the files and leaves them on disk. */
    void close() throws IOException {
        for (Segment each : segments) {
            each.close();
        }
    }
}
