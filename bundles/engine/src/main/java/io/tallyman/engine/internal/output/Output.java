package io.tallyman.engine.internal.output;

import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.SpoolStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.internal.loss.Holes;
import io.tallyman.engine.internal.loss.SourceLosses;
import io.tallyman.engine.internal.record.RecordQueue;
import io.tallyman.engine.internal.record.RecordView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One output: a queue that the reader thread fills and a thread of its own that empties it. The reader's methods are
 * {@link #offer} and {@link #signal}; nothing else of it touches the queue's offering side.
 *
 * <p>An output may take the place of a former one. It writes nothing before the former output has ended. Then it writes
 * what the former output has left in its queue, and continues the former output's counts.
 */
public final class Output {
    /** A plug-in's bundle stops at the latest after this time, finished batch or not. */
    private static final long RELEASE_MILLIS = 2_000;
    /** A former output has this long to empty its queue; what is left then, its successor writes. */
    private static final long HAND_OVER_MILLIS = 500;
    /**
     * After that a former output has this long to finish the block that it is writing; a busy disk takes a second over
     * one block. Then the destination is closed, and the block is lost.
     */
    private static final long LAST_BLOCK_MILLIS = 2_000;
    /** A former output has this long to notice that its destination is closed. */
    private static final long ABANDON_MILLIS = 1_000;

    private final OutputRequest request;
    private final RecordQueue queue;
    private final Intake intake;
    private final OutputWriter writer;
    private final Delivery delivery;
    private final Thread thread;
    private final boolean hashes;
    private volatile String note = "";
    /** The output whose place this one takes; null once that output has ended and its counts are taken over. */
    private Output former;
    private Counts before = Counts.NONE;
    private List<RecordQueue> inherited = List.of();
    private long inheritedEvents;
    private volatile boolean givenUp;

    /**
     * @param sourceIsCrowded see {@link io.tallyman.engine.early.SharedRoom#isCrowded}
     * @param writer made for this output, its printer and destination open
     * @param former the output whose place it takes, or null
     */
    public Output(OutputRequest request, boolean blocksByDefault, BooleanSupplier sourceIsCrowded, OutputWriter writer,
            Output former) {
        this.request = request;
        this.writer = writer;
        delivery = writer.delivery();
        hashes = writer.hashes();
        this.former = former;
        queue = new RecordQueue(request.queueBytes(), OutputOptions.isOn(request, OutputOptions.ANCESTORS));
        intake = new Intake(queue, request.whenFull() == WhenFull.BLOCK
                || request.whenFull() == WhenFull.DEFAULT && blocksByDefault,
                () -> writer.isWriting() && !sourceIsCrowded.getAsBoolean(), this::wake,
                former == null ? null : former.intake);
        delivery.tellAgain(intake.holes()::add);
        thread = new Thread(null, this::run, "tallyman-output-" + request.name(), 256 * 1024);
        thread.setDaemon(true);
    }

    /** What an output has counted. */
    private record Counts(long delivered, long bytes, long dropped, long failed, long redacted, long queued,
            SpoolStatus spool) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, null);

        Counts plus(Counts more) {
            return new Counts(delivered + more.delivered, bytes + more.bytes, dropped + more.dropped,
                    failed + more.failed, redacted + more.redacted, queued + more.queued,
                    SpoolStatus.sum(spool, more.spool));
        }
    }

    public void start() {
        thread.start();
    }

    private void run() {
        List<RecordQueue> toWrite = new ArrayList<>();
        if (former != null) {
            takeOver();
            toWrite.addAll(inherited);
            writer.reopen();
        }
        toWrite.add(queue);
        writer.run(toWrite);
    }

    /**
     * Waits for the former output's end, in bounded time. A former output that hangs keeps its queue and its counts.
     */
    private void takeOver() {
        try {
            former.thread.join(HAND_OVER_MILLIS);
            if (former.thread.isAlive()) {
                former.writer.yieldToSuccessor();
                LockSupport.unpark(former.thread);
                former.thread.join(LAST_BLOCK_MILLIS);
                if (former.thread.isAlive()) {
                    former.abandon();
                    former.thread.join(ABANDON_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!former.thread.isAlive()) {
            inherit();
        }
    }

    private synchronized void inherit() {
        inherited = former.writer.unwritten();
        inheritedEvents = former.unwrittenEvents();
        before = former.counts(writer.spool()).plus(new Counts(0, 0, 0, 0, 0, -former.queued(), null));
        former = null;
    }

    /** It shows the hashes of programs. */
    public boolean hashes() {
        return hashes;
    }

    public OutputRequest request() {
        return request;
    }

    /** Copies the record that the view shows into the queue, or does what is configured for a full one. Reader thread only. */
    public void offer(RecordView view, ByteBuffer buffer, int offset, int length) {
        intake.offer(view, buffer, offset, length);
    }

    /** Copies a record of a recording that tells of lost events. Reader thread only. */
    public void offerLoss(RecordView view, ByteBuffer buffer, int offset, int length) {
        intake.offerLoss(view, buffer, offset, length);
    }

    /**
     * Puts what was lost since into the queue, as events of their own. What does not fit is told the next time. Reader
     * thread only.
     *
     * @param tells false: nobody is to be told, but whose events were dropped is counted all the same
     */
    public void tellHoles(LossRecords records, boolean tells) {
        intake.tellHoles(records, tells);
    }

    /**
     * Adds what has failed since the last look to the holes. Any thread, one at a time.
     *
     * @return whether there is something to tell
     */
    public boolean lookForHoles() {
        Counts now = counts();
        intake.holes().failed(now.failed + lostInSpool(now), SourceLosses.now());
        return intake.hasUntold();
    }

    /** What is missing in this output. Any thread may add. */
    public Holes holes() {
        return intake.holes();
    }

    /** Wakes the writer if it sleeps and has something to do. To be called after a full fence behind the last offer. */
    public void signal() {
        intake.signal();
    }

    private void wake() {
        if (writer.isParked()) {
            LockSupport.unpark(thread);
        }
    }

    /** Tells which printer there is now; null: none. The writer changes over between two events. */
    void printer(PrinterPlug plug) {
        writer.printer(plug);
        LockSupport.unpark(thread);
    }

    /** Tells which destination there is now; null: none. The writer changes over between two events. */
    void destination(DestinationPlug plug) {
        writer.destination(plug);
        LockSupport.unpark(thread);
    }

    /** Waits until the writer has let go of a plug-in whose bundle stops, but not for ever. */
    void awaitRelease(Object plug) {
        long end = System.nanoTime() + RELEASE_MILLIS * 1_000_000;
        while (writer.uses(plug) && thread.isAlive() && System.nanoTime() < end) {
            LockSupport.parkNanos(this, 1_000_000);
        }
    }

    /** Without patience a full queue drops and counts, whatever is configured. */
    public void patience(boolean now) {
        intake.patience(now);
    }

    /** Opens anew what the destination has opened by name. */
    public void reopen() {
        writer.reopen();
    }

    /** Nothing more will be offered: write what is queued, flush, close, end. */
    public void finish() {
        writer.finish();
        LockSupport.unpark(thread);
    }

    /** Nothing more will be offered: write what is queued; another output waits to take this one's place. */
    public void finishForSuccessor() {
        writer.finishFor();
        LockSupport.unpark(thread);
    }

    /** Closes the destination under a writer that does not end. Returns at once, since that closing may hang, too. */
    public void abandon() {
        Thread closing = new Thread(null, writer::abandon, thread.getName() + "-close", 256 * 1024);
        closing.setDaemon(true);
        closing.start();
    }

    /** True once the output's thread does nothing more. */
    public boolean isGone() {
        return writer.isGone();
    }

    /** Gives this output up, because its destination hangs. Events that were not written count as failed. */
    public void giveUp() {
        givenUp = true;
        note("given up: its destination does not return");
    }

    private synchronized long unwrittenEvents() {
        return intake.accepted() + inheritedEvents - delivery.handled();
    }

    /** True where all events were written, or the output has ended. Reader thread. */
    public boolean isIdle() {
        return writer.hasEnded() || queued() == 0 && writer.isParked();
    }

    public boolean hasEnded() {
        return writer.hasEnded();
    }

    /** A remark that is shown where there is no error, such as a change that was refused; empty: none. */
    public void note(String text) {
        note = text;
    }

    public OutputStatus status() {
        Counts now = counts();
        String detail = writer.detail();
        return new OutputStatus(request.name(), request.printer(), request.destination(), state(detail),
                now.delivered, now.bytes, now.dropped, now.failed, now.redacted, now.queued, now.spool,
                detail.isEmpty() ? note : detail);
    }

    /** What this output has lost so far. Any thread. */
    public Losses losses() {
        Counts now = counts();
        OutputSpool spool = writer.spool();
        return new Losses(now.dropped, now.failed, delivery.troubles(), delivery.lastTrouble(),
                lostInSpool(now),
                spool == null ? "" : spool.lastTrouble());
    }

    private static long lostInSpool(Counts counts) {
        return counts.spool == null ? 0 : counts.spool.dropped() + counts.spool.damaged();
    }

    /**
     * What an output has lost so far.
     *
     * @param dropped     events for which the queue had no room
     * @param failed      events that the printer or the destination did not take
     * @param troubles    how often the printer or the destination has failed
     * @param lastTrouble what the last failure was, or empty
     * @param spooled     events that were lost in the spool
     * @param spoolTrouble why, or empty
     */
    public record Losses(long dropped, long failed, long troubles, String lastTrouble, long spooled,
            String spoolTrouble) {
    }

    /** Its full queue holds the reader back, or is about to. Any thread; a moment's view. */
    public boolean isHoldingBack() {
        return intake.isHoldingBack();
    }

    private Counts counts() {
        return counts(null);
    }

    /** @param counted a spool that the caller counts itself, or null */
    private synchronized Counts counts(OutputSpool counted) {
        boolean lost = givenUp && !writer.isGone();
        OutputSpool spool = writer.spool();
        Counts own = new Counts(delivery.delivered(), delivery.bytes(), intake.dropped(),
                delivery.failed() + (lost ? unwrittenEvents() : 0), delivery.redacted(), lost ? 0 : queued(),
                spool == null || spool.isShared(counted) ? null : spool.status());
        return own.plus(former == null ? before : former.counts(spool == null ? counted : spool));
    }

    private synchronized long queued() {
        return queue.size() + inherited.stream().mapToLong(RecordQueue::size).sum();
    }

    private State state(String detail) {
        return writer.hasEnded() ? State.ENDED
                : !writer.isPlugged() ? State.WAITING : detail.isEmpty() ? State.RUNNING : State.FAILING;
    }
}
