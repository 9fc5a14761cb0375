package io.tallyman.engine.internal.dispatch;

import java.util.ArrayList;
import java.util.List;

/** The sessions that are being taken out. Reader thread only. */
final class Drains {
    private final List<Drain> drains = new ArrayList<>();

    void add(Drain drain) {
        drains.add(drain);
    }

    boolean isEmpty() {
        return drains.isEmpty();
    }

    /**
     * Goes one step on with each, up to the first one that is done. Returns that one and forgets it; null: none is done.
     *
     * @param ended      no record comes any more, so that all are done
     * @param cycle      how often the reader has polled so far
     * @param caughtUp   the last poll found nothing, or the source has ended
     * @param dispatcher knows what is still held for a session
     */
    Drain next(boolean ended, long cycle, boolean caughtUp, Dispatcher dispatcher) {
        for (int i = 0; i < drains.size(); i++) {
            if (ended || drains.get(i).advance(cycle, caughtUp, dispatcher)) {
                return drains.remove(i);
            }
        }
        return null;
    }
}
