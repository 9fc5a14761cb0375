package io.tallyman.engine.early;

import java.util.BitSet;

/**
 * So many events at the most.
 *
 * @param events   catalogue ids of the events that share the limit; empty: all events of one container share it, and each
 *                 container has its own. The host has none then
 * @param interval nanoseconds for each event
 * @param burst    so many events may come at once, after a time without events
 */
public record RateLimit(BitSet events, long interval, long burst) {
    /** Whether the limit is one for each container. */
    public boolean isOfEachContainer() {
        return events.isEmpty();
    }
}
