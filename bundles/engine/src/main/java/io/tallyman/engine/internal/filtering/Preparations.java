package io.tallyman.engine.internal.filtering;

import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.engine.internal.session.Session;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the source ready for the events of all sessions, also of those that are still to join, and for no others. The
 * source takes long to get ready: only {@link #prepare} waits for that. Thread-safe.
 */
final class Preparations {
    private final SourceSession source;
    /** Guarded by itself. */
    private final Map<Session, BitSet> needed = new HashMap<>();
    private final ReentrantLock preparing = new ReentrantLock();
    /** The source may be ready for more than is needed. */
    private volatile boolean excess;

    Preparations(SourceSession source) {
        this.source = source;
    }

    /**
     * Gets the source ready for further events of a session. An event that this machine cannot report is left out.
     *
     * @throws SourceException the source cannot report an event; it is as ready as before
     */
    void prepare(Session session, BitSet more) throws SourceException {
        preparing.lock();
        try {
            BitSet former = add(session, available(more));
            try {
                source.prepare(all());
            } catch (SourceException | RuntimeException | Error e) {
                set(session, former);
                throw e;
            }
        } finally {
            preparing.unlock();
        }
        free();
    }

    /** A session needs these events and no others any more; none: it has ended. Does not wait for {@link #prepare}. */
    void settle(Session session, BitSet events) {
        set(session, available(events));
        excess = true;
        free();
    }

    /** While another thread has the lock, nothing is done here: that thread looks at the excess after its unlock. */
    private void free() {
        while (excess && preparing.tryLock()) {
            try {
                excess = false;
                source.prepare(all());
            } catch (SourceException e) {
                System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING,
                        "the source could not free what is not needed any more", e);
            } finally {
                preparing.unlock();
            }
        }
    }

    private BitSet available(BitSet events) {
        BitSet available = new BitSet();
        events.stream().filter(id -> source.whyUnavailable(id) == null).forEach(available::set);
        return available;
    }

    /** Returns what the session needed before. */
    private BitSet add(Session session, BitSet more) {
        synchronized (needed) {
            BitSet former = needed.getOrDefault(session, new BitSet());
            BitSet both = (BitSet) former.clone();
            both.or(more);
            needed.put(session, both);
            return former;
        }
    }

    private void set(Session session, BitSet events) {
        synchronized (needed) {
            if (events.isEmpty()) {
                needed.remove(session);
            } else {
                needed.put(session, events);
            }
        }
    }

    private BitSet all() {
        BitSet all = new BitSet();
        synchronized (needed) {
            needed.values().forEach(all::or);
        }
        return all;
    }
}
