package io.tallyman.engine.early;

import io.tallyman.api.filter.Condition;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one subscriber wants, as far as a source can decide it before the source makes a record.
 *
 * @param events     catalogue ids of the events that the subscriber wants; not to be changed
 * @param conditions the subscriber wants an event only if one condition of each inner list holds; a source may ignore any
 *                   of the lists
 * @param roots      processes, by their ids on the host, at which process trees begin that the subscriber wants; empty
 *                   where the subscriber does not ask for trees
 * @param foldMillis by catalogue id, the milliseconds within which equal events may become one; a source may fold an
 *                   event only if each subscriber that may want the event allows that
 * @param limits     events beyond these may be left out, if each subscriber that may want the event has a limit for it; where
 *                   subscribers have different limits, the higher one holds
 */
public record Subscriber(BitSet events, List<List<Condition>> conditions, Set<Integer> roots,
        Map<Integer, Integer> foldMillis, List<RateLimit> limits) {
    /** A subscriber that does not ask for process trees, and wants each event by itself. */
    public Subscriber(BitSet events, List<List<Condition>> conditions) {
        this(events, conditions, Set.of(), Map.of(), List.of());
    }
}
