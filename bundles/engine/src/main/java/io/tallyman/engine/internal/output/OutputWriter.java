package io.tallyman.engine.internal.output;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.source.RecordClock;
import io.tallyman.engine.internal.record.RecordQueue;
import io.tallyman.engine.internal.record.RecordView;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The writing half of an output: takes records from the queue, prints them, hands blocks to the destination. All but the
 * volatile switches belongs to the output's thread.
 */
public final class OutputWriter implements RecordQueue.Taker {
    private static final int BLOCK = 64 * 1024;
    private static final int RECORDS_AT_ONCE = 64;
    private static final long PARK_NANOS = 1_000_000_000L;

    private final OutputPlugs plugs;
    private final Runnable onEnd;
    private final Runnable writeFirst = this::write;
    private final RecordView view;
    private final LineBuffer block = new LineBuffer(BLOCK + 16 * 1024);
    /** What is to be written, one after the other: what a former output has left, then this output's own queue. */
    private final ArrayDeque<RecordQueue> queues = new ArrayDeque<>();
    private int eventsInBlock;

    private volatile boolean parked;
    private volatile boolean finishing;
    private volatile boolean hasSuccessor;
    private volatile boolean yielding;
    private volatile boolean ended;
    private volatile boolean gone;
    private volatile String detail = "";
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong troubles = new AtomicLong();
    private volatile String lastTrouble = "";

    /**
     * @param plugs       the printer and the destination, open
     * @param clock       the clock of the source's records
     * @param onEnd       called once on the output's thread when it has ended
     */
    public OutputWriter(OutputPlugs plugs, RecordClock clock, Runnable onEnd) {
        this.plugs = plugs;
        this.onEnd = onEnd;
        view = new RecordView(clock);
    }

    /** @param toWrite queues that nobody else takes from; only the last is still filled */
    void run(List<RecordQueue> toWrite) {
        queues.addAll(toWrite);
        try {
            begin();
            while (!ended && !yielding && !(finishing && isDrained())) {
                RecordQueue queue = queues.peekFirst();
                if (!plugs.change(writeFirst)) {
                    if (finishing) {
                        break;
                    }
                    park(queue, true);
                } else if (queue.take(this, RECORDS_AT_ONCE) > 0) {
                    if (block.length() >= BLOCK) {
                        write();
                    }
                } else if (queues.size() > 1) {
                    queues.removeFirst();
                } else {
                    write();
                    flush();
                    park(queue, false);
                }
            }
            close();
        } finally {
            ended = true;
            gone = true;
            onEnd.run();
        }
    }

    private boolean isDrained() {
        return queues.size() == 1 && queues.peekFirst().isEmpty();
    }

    private void begin() {
        if (!yielding && plugs.change(writeFirst)) {
            frame(plugs.printer()::begin);
        }
    }

    /** Appends what comes before the first event or after the last one, if the printer does not fail. */
    private void frame(Consumer<LineBuffer> part) {
        int start = block.length();
        try {
            part.accept(block);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            block.length(start);
            fail(0, "printer: " + e);
        }
    }

    private void close() {
        if (!ended && plugs.isPlugged()) {
            frame(plugs.printer()::end);
            write();
            flush();
        }
        if (!hasSuccessor) {
            queues.forEach(this::discard);
        }
        plugs.close();
    }

    private void discard(RecordQueue queue) {
        while (queue.take((buffer, offset, length, container) -> count(failed, 1), RECORDS_AT_ONCE) > 0) {
            detail = detail.isEmpty() ? "ended with events in the queue" : detail;
        }
    }

    @Override
    public void take(ByteBuffer buffer, int offset, int length, Container container) {
        int start = block.length();
        try {
            if (!view.wrap(buffer, offset, length, container)) {
                throw new IllegalStateException("the catalogue does not know the event");
            }
            plugs.printer().print(view, block);
            eventsInBlock++;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            block.length(start);
            fail(1, "printer: " + e);
        }
    }

    private void write() {
        boolean whole = endBlock();
        int events = eventsInBlock;
        int length = whole ? block.length() : 0;
        eventsInBlock = 0;
        block.clear();
        if (length == 0 || ended) {
            count(failed, events);
            return;
        }
        try {
            plugs.destination().write(block.array(), 0, length, events);
            count(delivered, events);
            count(bytes, length);
            if (!detail.isEmpty()) {
                detail = "";
            }
        } catch (Destination.Broken e) {
            count(failed, events);
            ended = true;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            fail(events, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private boolean endBlock() {
        try {
            if (block.length() > 0) {
                plugs.printer().endBlock(block);
            }
            return true;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            fail(0, "printer: " + e);
            return false;
        }
    }

    private void flush() {
        try {
            plugs.destination().flush();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            fail(0, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** Counts. The control thread looks at the counters and says what it finds, so that trouble is no storm. */
    private void fail(int events, String why) {
        count(failed, events);
        count(troubles, 1);
        detail = why;
        lastTrouble = why;
    }

    private static void count(AtomicLong counter, long more) {
        counter.lazySet(counter.getPlain() + more);
    }

    private void park(RecordQueue queue, boolean unplugged) {
        parked = true;
        if ((unplugged || queue.isEmpty()) && !finishing) {
            LockSupport.parkNanos(this, PARK_NANOS);
        }
        parked = false;
    }

    boolean isParked() {
        return parked;
    }

    /** True while waiting for room in the queue makes sense. */
    boolean isWriting() {
        return !ended && !finishing && plugs.isPlugged();
    }

    boolean isPlugged() {
        return plugs.isPlugged();
    }

    boolean uses(Object plug) {
        return plugs.uses(plug);
    }

    void printer(PrinterPlug plug) {
        plugs.wantPrinter(plug);
    }

    void destination(DestinationPlug plug) {
        plugs.wantDestination(plug);
    }

    void finish() {
        finishing = true;
    }

    /** Like {@link #finish}, but what cannot be written is for another output to take. */
    void finishFor() {
        hasSuccessor = true;
        finishing = true;
    }

    /** Leaves the rest to the output that takes its place, from the next block on. */
    void yieldToSuccessor() {
        yielding = true;
    }

    /** What was not written. To be called once this output's thread has ended. */
    List<RecordQueue> unwritten() {
        return List.copyOf(queues);
    }

    /** Takes hold of what was opened by name before the former output had ended. */
    void reopen() {
        plugs.reopen();
    }

    /** Ends a write that blocks by closing the destination under it. */
    void abandon() {
        ended = true;
        plugs.abort();
    }

    boolean hasEnded() {
        return ended;
    }

    /** True once the output's thread does nothing more. */
    boolean isGone() {
        return gone;
    }

    long delivered() {
        return delivered.get();
    }

    long bytes() {
        return bytes.get();
    }

    long failed() {
        return failed.get();
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
        return detail.isEmpty() ? plugs.problem() : detail;
    }
}
