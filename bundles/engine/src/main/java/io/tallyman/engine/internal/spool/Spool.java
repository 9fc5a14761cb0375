package io.tallyman.engine.internal.spool;

import io.tallyman.engine.SessionStatus.SpoolStatus;
import io.tallyman.engine.internal.spool.SpoolReader.Block;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Blocks on disk, in order: an output's thread appends, and one {@link SpoolReader} takes out. A full spool, and a full
 * disk, drop the oldest blocks. Whatever was appended survives the end of the process, however the process ends. It
 * survives a power failure as far as the kernel has written it to the disk. Thread-safe.
 *
 * <p>The events are numbered. So {@code appended + recovered = acknowledged + dropped + damaged + kept} holds exactly.
 */
public final class Spool {
    private static final int SEGMENTS = 16;
    private static final long LARGEST_SEGMENT = 8 << 20;

    private final Position position;
    private final SegmentQueue segments;
    private volatile long limit;
    /** The number that the next event gets. */
    private long next;
    /** Where the next block is taken from, in the first segment, and the number of its first event. */
    private long offset;
    private long taken;
    private Block underWay;
    /** The next block was given out before, and nobody knows whether the destination has it. */
    private boolean uncertain;
    private SpoolReader reader;
    private boolean closed;

    private final SpoolCounts counts;
    /** What may be seen without waiting for the disk. */
    private volatile Shown shown;

    private record Shown(SpoolStatus status, String lastTrouble, boolean behind) {
    }

    /** @param limit bytes that all files may have together */
    Spool(Path directory, long limit) throws IOException {
        this.limit = limit;
        position = new Position(directory);
        boolean opened = false;
        try {
            Position.Mark mark = position.read();
            Recovery found = new Recovery(directory, mark);
            segments = new SegmentQueue(directory, found.segments(), mark == null ? 0 : mark.segment());
            next = found.next();
            taken = found.taken();
            offset = found.offset();
            counts = new SpoolCounts(next - taken);
            uncertain = next > taken && (mark == null || !mark.clean());
            mark(false);
            show();
            opened = true;
        } finally {
            if (!opened) {
                position.close();
            }
        }
    }

    /** From now on this reader gets the blocks. A block that the former one has not acknowledged is given out again. */
    public synchronized SpoolReader reader() {
        putBack();
        reader = new SpoolReader(this);
        show();
        notifyAll();
        return reader;
    }

    /**
     * Stores a block, or counts its events as dropped.
     *
     * @param told how many further events in the block tell what is lost, and are counted nowhere
     * @return false if the block is not kept
     */
    public synchronized boolean append(byte[] block, int from, int length, int events, int told) {
        try {
            store(BlockHead.of(block, from, length, events, told, next), block, from);
            return true;
        } catch (IOException e) {
            counts.drop(events, SpoolCounts.message(e));
            return false;
        } finally {
            show();
            notifyAll();
        }
    }

    private void store(BlockHead head, byte[] block, int from) throws IOException {
        if (closed || head.size() + Segment.HEAD > limit) {
            throw new IOException(closed ? "it is closed" : "a block is larger than the spool");
        }
        while (segments.bytes() + head.size() + Segment.HEAD > limit) {
            dropOldest("its spool was full");
        }
        while (true) {
            try {
                segments.append(head, block, from, Math.min(LARGEST_SEGMENT, limit / SEGMENTS));
                next = head.end();
                return;
            } catch (IOException e) {
                if (!DiskFull.is(e) || segments.isEmpty()) {
                    throw e;
                }
                dropOldest("the disk of its spool was full");
            }
        }
    }

    private void dropOldest(String why) {
        removeFirst();
        counts.drop(firstEvent() - taken, why);
        taken = firstEvent();
        mark(false);
    }

    private void removeFirst() {
        offset = Segment.HEAD;
        try {
            segments.removeFirst();
        } catch (IOException e) {
            counts.trouble(e);
        }
    }

    /** The number of the first event that the segments can still have. */
    private long firstEvent() {
        return segments.isEmpty() ? next : segments.first().first();
    }

    synchronized Block take(SpoolReader by, long millis) throws InterruptedException {
        Block block = reader == by ? takeNext() : null;
        if (block == null && reader == by && !closed && millis > 0) {
            wait(millis);
            block = reader == by ? takeNext() : null;
        }
        return block;
    }

    private Block takeNext() {
        try {
            return findNext();
        } finally {
            show();
        }
    }

    private Block findNext() {
        while (!closed && underWay == null && !segments.isEmpty()) {
            Segment from = segments.first();
            BlockHead head = read(() -> from.headAt(offset));
            if (head != null) {
                missing(head.first());
                take(from, head);
            } else if (segments.isFirstWritten() && offset == from.size()) {
                return null;
            } else {
                removeFirst();
                missing(firstEvent());
            }
        }
        return closed ? null : underWay;
    }

    private void take(Segment from, BlockHead head) {
        long at = offset;
        byte[] content = read(() -> from.read(at, head));
        offset += head.size();
        if (content == null) {
            missing(head.end());
        } else {
            taken = head.end();
            underWay = new Block(content, head.events(), head.told(), head.first(), from, at);
        }
    }

    private interface Reading<T> {
        T get() throws IOException;
    }

    private <T> T read(Reading<T> reading) {
        try {
            return reading.get();
        } catch (IOException e) {
            counts.trouble(e);
            return null;
        }
    }

    /** The events before this number should have been next, and are not there. */
    private void missing(long until) {
        if (until > taken) {
            counts.damage(until - taken);
            taken = until;
        }
    }

    synchronized boolean acknowledge(SpoolReader by, Block block, boolean again) {
        if (reader != by || underWay != block) {
            return false;
        }
        underWay = null;
        counts.repeat(again || uncertain ? block.events() : 0);
        uncertain = false;
        // first the position: whoever finds it after a kill must not miss a file that was delivered
        mark(false);
        boolean removed = false;
        while (!segments.isEmpty() && !segments.isFirstWritten() && offset >= segments.first().size()) {
            removeFirst();
            missing(firstEvent());
            removed = true;
        }
        if (removed) {
            mark(false);
        }
        show();
        return true;
    }

    /** A block under way whose segment was dropped meanwhile cannot be given out again. */
    private void putBack() {
        if (underWay != null && underWay.segment() == segments.first()) {
            offset = underWay.offset();
            taken = underWay.first();
            uncertain = true;
        } else if (underWay != null) {
            counts.drop(underWay.events(), "its spool was full");
        }
        underWay = null;
    }

    private void mark(boolean clean) {
        try {
            long segment = segments.isEmpty() ? segments.lastNumber() : segments.first().number();
            position.write(new Position.Mark(segment, offset, taken, clean));
        } catch (IOException e) {
            counts.trouble(e);
        }
    }

    void limit(long now) {
        limit = now;
    }

    /** A block that only tells what is lost has no events, so the numbers of the events alone do not say it. */
    private boolean isAllTaken() {
        return next == taken && underWay == null
                && (segments.isEmpty() || segments.hasOne() && offset >= segments.first().size());
    }

    /** A disk that hangs holds this object's lock. So whoever only looks gets what was seen last. */
    private void show() {
        SpoolStatus status = counts.status(next - taken + (underWay == null ? 0 : underWay.events()),
                segments.bytes());
        shown = new Shown(status, counts.lastTrouble(), !isAllTaken());
    }

    /** Whether blocks wait here or are under way. Never waits for the disk. */
    public boolean isBehind() {
        return shown.behind();
    }

    /** How much is here, and what was lost. Never waits for the disk. Also after {@link #close}. */
    public SpoolStatus status() {
        return shown.status();
    }

    /** Why blocks were lost last or what the disk has failed at last, or empty. Never waits for the disk. */
    public String lastTrouble() {
        return shown.lastTrouble();
    }

    /** Leaves what is here to the next process. */
    synchronized void close() throws IOException {
        putBack();
        closed = true;
        notifyAll();
        boolean allTaken = isAllTaken();
        while (allTaken && !segments.isEmpty()) {
            removeFirst();
        }
        mark(!uncertain);
        show();
        segments.close();
        position.close();
    }
}
