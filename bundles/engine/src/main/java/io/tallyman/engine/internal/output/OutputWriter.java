package io.tallyman.engine.internal.output;

import io.tallyman.engine.internal.hashing.Digests;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordQueue;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The writing half of an output: takes records from the queues and has them delivered, until it is told to finish.
 * {@link #run} is the output's thread; every other method may be called by any thread.
 */
public final class OutputWriter {
    private static final int RECORDS_AT_ONCE = 64;
    private static final long PARK_NANOS = 1_000_000_000L;

    private final OutputPlugs plugs;
    private final Delivery delivery;
    private final Runnable onEnd;
    private final Runnable writeFirst;
    /** What is to be written, one after the other: what a former output has left, then this output's own queue. */
    private final ArrayDeque<RecordQueue> queues = new ArrayDeque<>();

    private volatile boolean parked;
    private volatile boolean finishing;
    private volatile boolean hasSuccessor;
    private volatile boolean yielding;
    private volatile boolean ended;
    private volatile boolean gone;

    /**
     * @param plugs  the printer and the destination, open
     * @param origin of the source's records
     * @param digests of the programs that the records tell of
     * @param onEnd  called once on the output's thread when it has ended
     */
    public OutputWriter(OutputPlugs plugs, Origin origin, Digests digests, Runnable onEnd) {
        this.plugs = plugs;
        this.onEnd = onEnd;
        delivery = new Delivery(plugs, origin, digests);
        writeFirst = delivery::write;
    }

    /** @param toWrite the queues, oldest first; the reader still fills the last one */
    void run(List<RecordQueue> toWrite) {
        queues.addAll(toWrite);
        try {
            plugs.begin();
            if (!yielding && plugs.change(writeFirst)) {
                delivery.begin();
            }
            while (!hasEnded() && !yielding && !(finishing && isDrained())) {
                if (plugs.change(writeFirst)) {
                    writeSome();
                } else if (finishing) {
                    break;
                } else {
                    park(true);
                }
            }
            close();
        } finally {
            ended = true;
            gone = true;
            onEnd.run();
        }
    }

    private void writeSome() {
        RecordQueue queue = queues.peekFirst();
        if (queue.take(delivery, RECORDS_AT_ONCE) > 0) {
            if (delivery.isFull()) {
                delivery.write();
            }
        } else if (queues.size() > 1) {
            queues.removeFirst();
        } else {
            if (!delivery.mayGather()) {
                delivery.write();
                delivery.flush();
            }
            park(false);
        }
    }

    private boolean isDrained() {
        return queues.size() == 1 && queues.peekFirst().isEmpty();
    }

    private void close() {
        if (!hasEnded() && plugs.isPlugged()) {
            delivery.end();
            if (plugs.spool() != null && !hasSuccessor) {
                plugs.spool().awaitEmpty();
            }
        } else {
            // an event may be printed and not written yet: it must be counted
            delivery.write();
        }
        if (!hasSuccessor) {
            queues.forEach(delivery::discard);
        }
        plugs.close();
    }

    private void park(boolean unplugged) {
        parked = true;
        if ((unplugged || queues.peekFirst().isEmpty()) && !finishing) {
            LockSupport.parkNanos(this, PARK_NANOS);
        }
        parked = false;
    }

    boolean isParked() {
        return parked;
    }

    /** True while waiting for room in the queue makes sense. */
    boolean isWriting() {
        return !hasEnded() && !finishing && plugs.isPlugged();
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

    /** Like {@link #finish}, but another output takes over what cannot be written. */
    void finishFor() {
        hasSuccessor = true;
        finishing = true;
    }

    /** From the next block on, leaves what is queued to the output that takes this one's place. */
    void yieldToSuccessor() {
        yielding = true;
    }

    /** What was not written. To be called once this output's thread has ended. */
    List<RecordQueue> unwritten() {
        return List.copyOf(queues);
    }

    /** Opens the file or the connection anew. */
    void reopen() {
        plugs.reopen();
    }

    /** Ends a write that blocks by closing the destination under it. May block itself. */
    void abandon() {
        ended = true;
        delivery.breakOff();
        plugs.abort();
    }

    /** Nothing more is written. */
    boolean hasEnded() {
        return ended || delivery.isBroken();
    }

    /** True once the output's thread does nothing more. */
    boolean isGone() {
        return gone;
    }

    /** The spool before the destination, or null. */
    OutputSpool spool() {
        return plugs.spool();
    }

    /** The counters. */
    Delivery delivery() {
        return delivery;
    }

    /** The output shows the hashes of programs. */
    boolean hashes() {
        return plugs.hashes();
    }

    /** What is wrong now, or empty. */
    String detail() {
        String detail = delivery.detail();
        return detail.isEmpty() ? plugs.problem() : detail;
    }
}
