package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.source.SourceSession;
import io.tallyman.engine.internal.session.Session;

/**
 * Ends what the reader does for one session. Everything that was submitted before the stop goes through first: the ring
 * is read to where it ended at the stop (where the source cannot tell: until a poll finds nothing), or until time has
 * passed, then the events that are held are named or overdue. Reader thread only.
 */
final class Drain {
    /** What was submitted before the stop has this long to be read. */
    private static final long READ_NANOS = 2_500_000_000L;
    /** Held events may wait until their deadline, and this much longer, so that none of them is lost. */
    private static final long GRACE_NANOS = 500_000_000L;

    private final Session session;
    private final SourceSession source;
    private final HoldPool pool;
    private final long heldNanos;
    private final long begun = System.nanoTime();
    private final long beganInCycle;
    private final long mark;
    private final Runnable onDone;
    private long drainingSince;

    /**
     * @param deadlineNanos how long an event waits for its container's name
     * @param cycle         how often the reader has polled so far
     * @param onDone        called by {@link #done}
     */
    Drain(Session session, SourceSession source, HoldPool pool, long deadlineNanos, long cycle, Runnable onDone) {
        this.session = session;
        this.source = source;
        this.pool = pool;
        heldNanos = deadlineNanos + GRACE_NANOS;
        beganInCycle = cycle;
        this.onDone = onDone;
        mark = source.mark();
    }

    /** How long a drain takes at the most, once the reader goes on. */
    static long mostMillis(long deadlineNanos) {
        return (READ_NANOS + deadlineNanos + GRACE_NANOS) / 1_000_000;
    }

    Session session() {
        return session;
    }

    /** The session is taken out. */
    void done() {
        onDone.run();
    }

    /**
     * Goes one step on. Returns true once the session gets nothing more.
     *
     * @param caughtUp the last poll found nothing, or the source has ended
     */
    boolean advance(long cycle, boolean caughtUp, Dispatcher dispatcher) {
        long now = System.nanoTime();
        if (!session.isDraining()) {
            boolean read = mark >= 0 ? source.isPast(mark) : caughtUp && cycle > beganInCycle;
            if (!read && now - begun <= READ_NANOS) {
                return false;
            }
            drainingSince = now;
            session.drain(pool.nextNumber());
        }
        return !dispatcher.awaitsNames(session) || now - drainingSince > heldNanos;
    }
}
