package io.tallyman.api.source;

import io.tallyman.api.filter.Condition;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * What one taker of events wants, as far as a source may decide it before it makes a record.
 *
 * @param events     catalogue ids; not to be changed
 * @param conditions of each inner list one holds for what is wanted; a source may leave any of them out
 * @param roots      processes, by their ids on the host, that are no outsiders even if their parents are; see
 *                   {@link SourceSession#denyProcess}
 */
public record Wish(BitSet events, List<List<Condition>> conditions, Set<Integer> roots) {
    /** Nothing is said of trees of processes. */
    public Wish(BitSet events, List<List<Condition>> conditions) {
        this(events, conditions, Set.of());
    }
}
