package io.tallyman.engine.internal.loss;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is missing in one output and has not been told to its reader yet. Any thread may add; the memory is bounded. Nothing
 * here is touched while nothing is lost.
 */
public final class Holes {
    /** So many containers are told of one by one for each reason; the others are told of together. */
    private static final int MOST = 50;

    private final Map<Hole.Key, Hole> untold = new LinkedHashMap<>();
    private volatile boolean any;
    private long failed;
    private long lookedAt = SourceLosses.now();

    /** More events are missing, or the event that told of them was itself not written. */
    public synchronized void add(Hole hole) {
        Hole.Key key = hole.key();
        Hole kept = hole;
        if (!untold.containsKey(key) && hole.whose() == Hole.Whose.CONTAINER && containers(hole.reason()) >= MOST) {
            kept = hole.ofSeveral();
            key = kept.key();
        }
        untold.merge(key, kept, Hole::plus);
        any = true;
    }

    private long containers(String reason) {
        return untold.keySet().stream()
                .filter(key -> key.whose() == Hole.Whose.CONTAINER && key.reason().equals(reason)).count();
    }

    /**
     * Adds the events that the output has failed to write.
     *
     * @param total of them so far
     * @param now   nanoseconds since the epoch
     */
    public synchronized void failed(long total, long now) {
        if (total > failed) {
            add(Hole.unknown(Hole.OUTPUT_FAILED, total - failed, lookedAt, now));
        }
        failed = total;
        lookedAt = now;
    }

    /** Forgets what was not told. */
    public synchronized void clear() {
        untold.clear();
        any = false;
    }

    /** Whether something is to be told. */
    public boolean any() {
        return any;
    }

    /** Takes out what is to be told first; null: nothing. Whoever cannot tell it adds it again. */
    public synchronized Hole take() {
        Hole first = null;
        if (!untold.isEmpty()) {
            first = untold.remove(untold.keySet().iterator().next());
        }
        any = !untold.isEmpty();
        return first;
    }
}
