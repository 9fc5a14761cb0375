package io.tallyman.engine.internal.output;

import java.util.concurrent.atomic.AtomicLong;

/** What became of blocks and their events, and what went wrong last. Thread-safe. */
final class DeliveryCounts {
    private volatile String detail = "";
    private volatile String lastTrouble = "";
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong troubles = new AtomicLong();

    /** The destination has taken the whole block. */
    void deliver(int events, long length) {
        delivered.addAndGet(events);
        bytes.addAndGet(length);
        recover();
    }

    /** The printer has taken the events and has written nothing yet. The destination was not asked. */
    void take(int events) {
        delivered.addAndGet(events);
    }

    /**
     * The destination has taken the block, but for some events.
     *
     * @param lost      how many events it has not taken
     * @param lostBytes how many bytes, at the most
     */
    void refuse(int events, int lost, long length, long lostBytes, String why) {
        int without = Math.max(0, Math.min(events, lost));
        delivered.addAndGet(events - without);
        bytes.addAndGet(Math.max(0, Math.min(length, length - lostBytes)));
        fail(without, why);
    }

    /** Writing goes well again. */
    void recover() {
        if (!detail.isEmpty()) {
            detail = "";
        }
    }

    /** Counts events as failed that nobody tries to write. The reason of an earlier failure is the better one. */
    void lose(int events, String why) {
        if (events > 0 && lastTrouble.isEmpty()) {
            lastTrouble = why;
        }
        failed.addAndGet(events);
    }

    /**
     * Counts the failure. The control thread logs the counters once a minute at the most, so failures make no storm of
     * messages.
     */
    void fail(int events, String why) {
        // whoever sees the counts must see the reason, too
        detail = why;
        lastTrouble = why;
        failed.addAndGet(events);
        troubles.incrementAndGet();
    }

    /** Shows what is wrong, unless something is shown already. */
    void hint(String why) {
        detail = detail.isEmpty() ? why : detail;
    }

    static String message(Throwable error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
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
