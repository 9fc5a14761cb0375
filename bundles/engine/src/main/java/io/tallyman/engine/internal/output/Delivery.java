package io.tallyman.engine.internal.output;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.EventDestination;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.engine.internal.loss.Hole;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordQueue;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.engine.internal.redaction.Redaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Prints records into a block, hands the block to the destination, and counts. What a printer or a destination throws
 * costs the events in question and is counted; the next ones are tried again. Output's thread; the counters may be read
 * by any thread.
 */
final class Delivery implements RecordQueue.Receiver {
    private static final int BLOCK = 64 * 1024;

    private final OutputPlugs plugs;
    private final RecordView view;
    /** Hides secrets; null if nothing is to be hidden. */
    private final Redaction redaction;
    private final LineBuffer block = new LineBuffer(BLOCK + 16 * 1024);
    private int eventsInBlock;
    /** What events of this block tell that is lost. They are told again if the block is not written. */
    private final List<Hole> lossesInBlock = new ArrayList<>();
    private Consumer<Hole> again = hole -> { };

    private volatile boolean broken;
    private volatile String detail = "";
    private volatile String lastTrouble = "";
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong troubles = new AtomicLong();
    private final AtomicLong redacted = new AtomicLong();

    /** @param origin of the source's records */
    Delivery(OutputPlugs plugs, Origin origin) {
        this.plugs = plugs;
        view = new RecordView(origin);
        redaction = plugs.redaction();
    }

    /** Takes what was told by an event that could not be written. To be set before anything is written. */
    void tellAgain(Consumer<Hole> taker) {
        again = taker;
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
        return plugs.destination() instanceof EventDestination;
    }

    private void frame(Consumer<LineBuffer> part) {
        int start = block.length();
        try {
            part.accept(block);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            block.length(start);
            fail(0, "printer: " + e);
        }
    }

    @Override
    public void receive(ByteBuffer buffer, int offset, int length, Container container) {
        int start = block.length();
        boolean isLoss = LossRecords.isLoss(buffer, offset);
        try {
            if (redaction != null) {
                count(redacted, redaction.apply(buffer, offset));
            }
            if (!view.wrap(buffer, offset, length, container)) {
                throw new IllegalStateException("the catalogue does not know the event");
            }
            print(start);
            if (isLoss) {
                lossesInBlock.add(LossRecords.read(view));
            } else {
                eventsInBlock++;
            }
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            block.length(start);
            fail(isLoss ? 0 : 1, "printer: " + e);
        }
    }

    private void print(int start) {
        Printer printer = plugs.printer();
        if (plugs.destination() instanceof EventDestination destination) {
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
        if (!writeBlock()) {
            lossesInBlock.forEach(again);
        }
        lossesInBlock.clear();
    }

    /** Returns false if the destination has taken nothing. */
    private boolean writeBlock() {
        boolean whole = endBlock();
        int events = eventsInBlock;
        int length = whole ? block.length() : 0;
        eventsInBlock = 0;
        block.clear();
        if (length == 0 || broken) {
            lose(events, "its destination is closed");
            return false;
        }
        int told = lossesInBlock.size();
        try {
            plugs.destination().write(block.array(), 0, length, events + told);
            count(delivered, events);
            count(bytes, length);
            if (!detail.isEmpty()) {
                detail = "";
            }
            return true;
        } catch (Destination.Broken e) {
            lose(events, message(e));
            broken = true;
            return false;
        } catch (Destination.Refused e) {
            int lost = Math.max(0, Math.min(events, e.events()));
            count(delivered, events - lost);
            count(bytes, Math.max(0, Math.min(length, length - e.bytes())));
            fail(lost, message(e));
            return e.events() < events + told;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            fail(events, message(e));
            return false;
        }
    }

    private boolean endBlock() {
        try {
            if (block.length() > 0 && !takesSingleEvents()) {
                plugs.printer().endBlock(block);
            }
            return true;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            fail(0, "printer: " + e);
            return false;
        }
    }

    void flush() {
        try {
            plugs.destination().flush();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            fail(0, message(e));
        }
    }

    private static String message(Throwable error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }

    /** Takes out all that is queued and counts the events as failed. */
    void discard(RecordQueue queue) {
        String why = "ended with events in the queue";
        RecordQueue.Receiver lost = (buffer, offset, length, container) ->
                lose(LossRecords.isLoss(buffer, offset) ? 0 : 1, why);
        while (queue.take(lost, Integer.MAX_VALUE) > 0) {
            detail = detail.isEmpty() ? why : detail;
        }
    }

    /** Counts events as failed that nobody tries to write. The reason of an earlier failure is the better one. */
    private void lose(int events, String why) {
        if (events > 0 && lastTrouble.isEmpty()) {
            lastTrouble = why;
        }
        count(failed, events);
    }

    /**
     * Counts the failure. The control thread logs the counters once a minute at the most, so failures make no storm of
     * messages.
     */
    private void fail(int events, String why) {
        // whoever sees the counts must see the reason, too
        detail = why;
        lastTrouble = why;
        count(failed, events);
        count(troubles, 1);
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

    /** Events that the destination has taken. */
    long delivered() {
        return delivered.get();
    }

    /** Bytes that the destination has taken. */
    long bytes() {
        return bytes.get();
    }

    /** Events that the printer or the destination did not take. */
    long failed() {
        return failed.get();
    }

    /** Texts in which something was hidden. */
    long redacted() {
        return redacted.get();
    }

    /** How often the printer or the destination has failed. */
    long troubles() {
        return troubles.get();
    }

    /** What the last failure was, also where writing goes well again. */
    String lastTrouble() {
        return lastTrouble;
    }

    /** What is wrong now, or empty. */
    String detail() {
        return detail;
    }
}
