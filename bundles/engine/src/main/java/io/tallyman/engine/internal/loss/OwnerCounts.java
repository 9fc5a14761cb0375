package io.tallyman.engine.internal.loss;

import io.tallyman.engine.early.OwnerLosses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a source has told of each owner so far, so that only what is new is told on. For one thread at a time. */
final class OwnerCounts {
    private Map<Long, Long> told = Map.of();

    /**
     * What is new. A source forgets owners that are long gone, and counts them as unknown from then on. What was told of
     * such an owner is not told again.
     *
     * @param totals of all owners that the source still knows, with the time of the first event
     * @param since  when this was last asked
     */
    List<Lost> grown(List<Lost> totals, long since) {
        Map<Long, Long> now = new HashMap<>();
        totals.forEach(total -> now.put(total.owner(), total.count()));
        long forgotten = told.entrySet().stream().filter(entry -> !now.containsKey(entry.getKey()))
                .mapToLong(Map.Entry::getValue).sum();
        List<Lost> found = new ArrayList<>();
        for (Lost total : totals) {
            Long before = told.get(total.owner());
            long more = total.count() - (before == null ? 0 : before)
                    - (total.owner() == OwnerLosses.UNKNOWN ? forgotten : 0);
            if (more > 0) {
                found.add(new Lost(total.reason(), total.owner(), more, before == null ? total.first() : since,
                        total.last()));
            }
        }
        told = now;
        return found;
    }
}
