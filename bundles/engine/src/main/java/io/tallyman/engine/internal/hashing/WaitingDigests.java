package io.tallyman.engine.internal.hashing;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Files that are to be opened, oldest first, so many at the most. Without a lock; any thread. */
final class WaitingDigests {
    private static final int LIMIT = 1024;

    private final ConcurrentLinkedQueue<Digest> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /** Returns false where too many wait. */
    boolean offer(Digest digest) {
        if (size.get() >= LIMIT) {
            return false;
        }
        size.incrementAndGet();
        return queue.add(digest);
    }

    /** Null if there is none. */
    Digest take() {
        Digest next = queue.poll();
        if (next != null) {
            size.decrementAndGet();
        }
        return next;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }
}
