package io.tallyman.engine.internal.output;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.engine.internal.loss.Dropped;
import io.tallyman.engine.internal.loss.Hole;
import io.tallyman.engine.internal.loss.Holes;
import io.tallyman.engine.internal.record.RecordQueue;
import io.tallyman.engine.internal.record.RecordView;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The reader's side of an output: fills the queue, or does what is configured for a full one, and keeps what the output
 * misses until that is told. Reader thread, save where a method says otherwise.
 */
final class Intake {
    /** While a full queue holds the reader back, it looks again this often. */
    private static final long RETRY_NANOS = 100_000;

    private final RecordQueue queue;
    private final boolean block;
    private final BooleanSupplier waitMakesSense;
    private final Runnable wake;
    private final Holes holes;
    private final Dropped droppedByOwner;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean patient = true;
    /** Since the writer was woken last. */
    private boolean offered;

    /**
     * @param block          a full queue holds the reader back
     * @param waitMakesSense whether the reader may be held back now
     * @param wake           wakes the writer, if the writer sleeps
     * @param former         of the output whose place this one takes, or null
     */
    Intake(RecordQueue queue, boolean block, BooleanSupplier waitMakesSense, Runnable wake, Intake former) {
        this.queue = queue;
        this.block = block;
        this.waitMakesSense = waitMakesSense;
        this.wake = wake;
        holes = former == null ? new Holes() : former.holes;
        droppedByOwner = former == null ? new Dropped() : former.droppedByOwner;
    }

    /** Copies the record that the view shows into the queue, or does what is configured for a full one. */
    void offer(RecordView view, ByteBuffer buffer, int offset, int length) {
        offered = true;
        if (offerNow(view, buffer, offset, length, true) || offerLater(view, buffer, offset, length, true)) {
            accepted.lazySet(accepted.getPlain() + 1);
        } else {
            dropped.lazySet(dropped.getPlain() + 1);
            droppedByOwner.add(view.owner(), buffer.getLong(offset + RecordLayout.TIME));
        }
    }

    private boolean offerNow(RecordView view, ByteBuffer buffer, int offset, int length, boolean fair) {
        return queue.offer(buffer, offset, length, view.container(), view.ancestors(), view.owner().number(), fair);
    }

    /**
     * Back-pressure: waits for room, but never for a writer that cannot write, and never past a stop. It lets go once also
     * quiet containers would lose events in the source; by then the loud ones alone find no room here.
     */
    private boolean offerLater(RecordView view, ByteBuffer buffer, int offset, int length, boolean fair) {
        while (block && patient && waitMakesSense.getAsBoolean()) {
            wake.run();
            LockSupport.parkNanos(this, RETRY_NANOS);
            if (offerNow(view, buffer, offset, length, fair)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Copies a record of a recording that tells of lost events. It is no event of its session: it is not counted, and where
     * the queue has no room, it is told later.
     */
    void offerLoss(RecordView view, ByteBuffer buffer, int offset, int length) {
        offered = true;
        if (!offerNow(view, buffer, offset, length, false) && !offerLater(view, buffer, offset, length, false)) {
            holes.add(LossRecords.read(view));
        }
    }

    /** See {@link Output#tellHoles}. */
    void tellHoles(LossRecords records, boolean tells) {
        droppedByOwner.moveTo(holes, records::toEpoch);
        if (!tells) {
            holes.clear();
            return;
        }
        for (Hole hole; (hole = holes.take()) != null;) {
            if (!records.offer(hole, queue)) {
                holes.add(hole);
                return;
            }
            offered = true;
        }
    }

    /** Whether something is to be told. Any thread. */
    boolean hasUntold() {
        return holes.any() || droppedByOwner.any();
    }

    /** What is missing. Any thread may add. */
    Holes holes() {
        return holes;
    }

    /** Wakes the writer if something was offered since the last call. */
    void signal() {
        if (offered) {
            offered = false;
            wake.run();
        }
    }

    /** Without patience a full queue drops and counts, whatever is configured. Any thread. */
    void patience(boolean now) {
        patient = now;
    }

    /** A full queue holds the reader back, or is about to. Any thread; a moment's view. */
    boolean isHoldingBack() {
        return block && queue.size() > queue.capacity() / 2;
    }

    /** Events that went into the queue. Any thread. */
    long accepted() {
        return accepted.get();
    }

    /** Events for which there was no room. Any thread. */
    long dropped() {
        return dropped.get();
    }
}
