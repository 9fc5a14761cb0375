package io.tallyman.engine.internal.output;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.engine.internal.record.RecordQueue;
import io.tallyman.engine.internal.record.RecordView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

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
    private volatile boolean hasHeir;
    private volatile boolean yielding;
    private volatile boolean ended;
    private volatile String detail = "";
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /**
     * @param plugs       the printer and the destination, open
     * @param epochOffset of the source whose records will come
     * @param onEnd       called once on the output's thread when it has ended
     */
    public OutputWriter(OutputPlugs plugs, long epochOffset, Runnable onEnd) {
        this.plugs = plugs;
        this.onEnd = onEnd;
        view = new RecordView(epochOffset);
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
            onEnd.run();
        }
    }

    private boolean isDrained() {
        return queues.size() == 1 && queues.peekFirst().isEmpty();
    }

    private void begin() {
        if (!yielding && plugs.change(writeFirst)) {
            plugs.printer().begin(block);
        }
    }

    private void close() {
        if (!ended && plugs.isPlugged()) {
            plugs.printer().end(block);
            write();
            flush();
        }
        if (!hasHeir) {
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
        } catch (RuntimeException | LinkageError e) {
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
        } catch (IOException | RuntimeException | LinkageError e) {
            fail(events, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private boolean endBlock() {
        try {
            if (block.length() > 0) {
                plugs.printer().endBlock(block);
            }
            return true;
        } catch (RuntimeException | LinkageError e) {
            fail(0, "printer: " + e);
            return false;
        }
    }

    private void flush() {
        try {
            plugs.destination().flush();
        } catch (IOException | RuntimeException | LinkageError e) {
            fail(0, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** Counts, and says it once per kind of trouble rather than once per event. */
    private void fail(int events, String why) {
        count(failed, events);
        if (!why.equals(detail)) {
            detail = why;
            System.getLogger("io.tallyman.output").log(System.Logger.Level.WARNING,
                    "output {0}: {1}; what is lost is counted", plugs.name(), why);
        }
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

    boolean uses(Object factory) {
        return plugs.uses(factory);
    }

    void printer(PrinterFactory factory) {
        plugs.wantPrinter(factory);
    }

    void destination(DestinationFactory factory) {
        plugs.wantDestination(factory);
    }

    void finish() {
        finishing = true;
    }

    /** Like {@link #finish}, but what cannot be written is for another output to take. */
    void finishFor() {
        hasHeir = true;
        finishing = true;
    }

    /** Leaves the rest to the heir, from the next block on. */
    void yieldToHeir() {
        yielding = true;
    }

    /** What was not written. To be called once this output's thread has ended. */
    List<RecordQueue> heritage() {
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

    long delivered() {
        return delivered.get();
    }

    long bytes() {
        return bytes.get();
    }

    long failed() {
        return failed.get();
    }

    /** The last trouble, or empty. */
    String detail() {
        return detail.isEmpty() ? plugs.problem() : detail;
    }
}
