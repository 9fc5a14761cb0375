package io.tallyman.engine.internal.output;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.EventDestination;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.engine.internal.hashing.Digests;
import io.tallyman.engine.internal.hashing.HashedRecords;
import io.tallyman.engine.internal.loss.Hole;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordQueue;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.engine.internal.redaction.Redaction;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Prints records into a block, hands the block to the destination, and counts. What a printer or a destination throws
 * costs the events in question and is counted; the next ones are tried again. Output's thread; the counters may be read
 * by any thread.
 */
final class Delivery implements RecordQueue.Receiver {
    private static final int BLOCK = 64 * 1024;
    private static final long GATHER_NANOS = 1_000_000_000L;

    private final OutputPlugs plugs;
    private final RecordView view;
    /** Hides secrets; null if nothing is to be hidden. */
    private final Redaction redaction;
    /** Adds the hashes of programs; null if the output shows none. */
    private final HashedRecords hashed;
    private final LineBuffer block = new LineBuffer(BLOCK + 16 * 1024);
    private int eventsInBlock;
    private final ToldLosses losses = new ToldLosses();

    /** Null if the destination gets the blocks at once. */
    private final OutputSpool spool;
    private long gatheringSince;

    private volatile boolean broken;
    /** What was not handed to a spool. */
    private final DeliveryCounts own = new DeliveryCounts();
    private final AtomicLong spooled = new AtomicLong();
    private final AtomicLong redacted = new AtomicLong();

    /**
     * @param origin  of the source's records
     * @param digests of the programs that the records tell of
     */
    Delivery(OutputPlugs plugs, Origin origin, Digests digests) {
        this.plugs = plugs;
        view = new RecordView(origin);
        redaction = plugs.redaction();
        hashed = plugs.hashes() ? new HashedRecords(digests) : null;
        spool = plugs.spool();
    }

    /** Takes what was told by an event that could not be written. To be set before anything is written. */
    void tellAgain(Consumer<Hole> taker) {
        losses.tellAgain(taker);
    }

    /** Appends what comes before the first event. */
    void begin() {
        if (!takesSingleEvents()) {
            frame(plugs.printer()::begin);
        }
    }

    /** Writes what comes after the last event, and flushes. */
    void end() {
        if (!takesSingleEvents()) {
            frame(plugs.printer()::end);
        }
        write();
        flush();
    }

    private boolean takesSingleEvents() {
        return plugs.eventDestination() != null;
    }

    private void frame(Consumer<LineBuffer> part) {
        int start = block.length();
        try {
            part.accept(block);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            block.length(start);
            own.fail(0, "printer: " + e);
        }
    }

    @Override
    public void receive(ByteBuffer buffer, int offset, int length, Container container, List<AncestorView> ancestors) {
        boolean isLoss = LossRecords.isLoss(buffer, offset);
        separate(isLoss);
        int start = block.length();
        Hole hole = null;
        try {
            if (hashed != null && hashed.copy(buffer, offset, length)) {
                show(hashed.buffer(), 0, hashed.length(), container);
            } else {
                show(buffer, offset, length, container);
            }
            view.ancestors(redaction == null ? ancestors : redaction.apply(ancestors));
            hole = isLoss ? LossRecords.read(view) : null;
            print(start);
            if (isLoss) {
                losses.add(hole);
            } else {
                eventsInBlock++;
            }
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            block.length(start);
            own.fail(isLoss ? 0 : 1, "printer: " + e);
            if (hole != null) {
                losses.unprinted(hole);
            }
        }
    }

    private void show(ByteBuffer buffer, int offset, int length, Container container) {
        if (redaction != null) {
            count(redacted, redaction.apply(buffer, offset));
        }
        if (!view.wrap(buffer, offset, length, container)) {
            throw new IllegalStateException("the catalogue does not know the event");
        }
    }

    /**
     * A destination says how many events it refuses, and not which. So what tells of losses never shares a block with other
     * events. Otherwise a refused one would count as a lost event, of which the next one would tell.
     */
    private void separate(boolean isLoss) {
        if (isLoss ? eventsInBlock > 0 : !losses.isEmpty()) {
            write();
        }
    }

    private void print(int start) {
        Printer printer = plugs.printer();
        EventDestination destination = plugs.eventDestination();
        if (destination != null) {
            destination.beginEvent(view, block);
            int first = block.length();
            printer.print(view, block);
            printer.endBlock(block);
            int last = block.length() - 1;
            if (printer.isText() && last >= first && block.array()[last] == '\n') {
                block.length(last);
            }
            destination.endEvent(block, start);
        } else {
            printer.print(view, block);
        }
    }

    /** The block is large enough to be written. */
    boolean isFull() {
        return block.length() >= BLOCK;
    }

    /** Hands the block to the destination, or drops and counts it where the destination is closed already. */
    void write() {
        losses.endBlock(writeBlock());
    }

    /** Returns false if the destination has taken nothing and may take it later. */
    private boolean writeBlock() {
        boolean whole = endBlock();
        int events = eventsInBlock;
        int length = block.length();
        eventsInBlock = 0;
        gatheringSince = 0;
        block.clear();
        if (!whole || broken) {
            own.lose(events, "its destination is closed");
            return false;
        }
        if (length == 0) {
            own.take(events);
            return true;
        }
        return spool == null ? deliver(length, events) : store(length, events);
    }

    private boolean deliver(int length, int events) {
        int told = losses.size();
        try {
            plugs.destination().write(block.array(), 0, length, events + told);
            own.deliver(events, length);
            return true;
        } catch (Destination.Broken e) {
            own.lose(events, DeliveryCounts.message(e));
            broken = true;
            return false;
        } catch (Destination.Refused e) {
            own.refuse(events, e.events(), length, e.bytes(), DeliveryCounts.message(e));
            return true;
        } catch (Destination.Unavailable e) {
            int lost = e.restEvents() + e.refusedEvents();
            own.refuse(events, lost, length, e.rest().length + e.refusedBytes(), DeliveryCounts.message(e));
            return e.restEvents() < events + told;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            own.fail(events, DeliveryCounts.message(e));
            return false;
        }
    }

    private boolean store(int length, int events) {
        if (spool.isBroken()) {
            own.lose(events, spool.counts().lastTrouble());
            broken = true;
            return false;
        }
        boolean kept = spool.append(block.array(), length, events, losses.size());
        count(spooled, events);
        own.recover();
        return kept;
    }

    /**
     * Whether the block may stay open for a moment, since the destination is busy with what the spool has. So the
     * destination gets few large blocks, and not many small ones, when it is slow.
     */
    boolean mayGather() {
        if (spool == null || block.length() == 0 || !spool.isBehind()) {
            return false;
        }
        long now = System.nanoTime();
        gatheringSince = gatheringSince == 0 ? now : gatheringSince;
        return now - gatheringSince < GATHER_NANOS;
    }

    private boolean endBlock() {
        try {
            if (block.length() > 0 && !takesSingleEvents()) {
                plugs.printer().endBlock(block);
            }
            return true;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            own.fail(0, "printer: " + e);
            return false;
        }
    }

    void flush() {
        try {
            plugs.destination().flush();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            own.fail(0, DeliveryCounts.message(e));
        }
    }

    /** Takes out all that is queued and counts the events as failed. */
    void discard(RecordQueue queue) {
        String why = "ended with events in the queue";
        RecordQueue.Receiver lost = (buffer, offset, length, container, ancestors) ->
                own.lose(LossRecords.isLoss(buffer, offset) ? 0 : 1, why);
        while (queue.take(lost, Integer.MAX_VALUE) > 0) {
            own.hint(why);
        }
    }

    private static void count(AtomicLong counter, long more) {
        counter.lazySet(counter.getPlain() + more);
    }

    /** Nothing is written any more, since the destination is closed under a write. Any thread. */
    void breakOff() {
        broken = true;
    }

    /** The other side is gone for good, or the destination was closed. */
    boolean isBroken() {
        return broken;
    }

    /** Events that have left the queue: delivered, failed, or handed to the spool. */
    long handled() {
        return own.delivered() + own.failed() + spooled.get();
    }

    private long sum(ToLongFunction<DeliveryCounts> count) {
        return count.applyAsLong(own) + (spool == null ? 0 : count.applyAsLong(spool.counts()));
    }

    private String first(Function<DeliveryCounts, String> text) {
        String behind = spool == null ? "" : text.apply(spool.counts());
        return behind.isEmpty() ? text.apply(own) : behind;
    }

    /** Events that the destination has taken. */
    long delivered() {
        return sum(DeliveryCounts::delivered);
    }

    /** Bytes that the destination has taken. */
    long bytes() {
        return sum(DeliveryCounts::bytes);
    }

    /** Events that the printer or the destination did not take. */
    long failed() {
        return sum(DeliveryCounts::failed);
    }

    /** Texts in which something was hidden. */
    long redacted() {
        return redacted.get();
    }

    /** How often the printer or the destination has failed. */
    long troubles() {
        return sum(DeliveryCounts::troubles);
    }

    /** What the last failure was, also where writing goes well again. */
    String lastTrouble() {
        return first(DeliveryCounts::lastTrouble);
    }

    /** What is wrong now, or empty. */
    String detail() {
        return first(DeliveryCounts::detail);
    }
}
