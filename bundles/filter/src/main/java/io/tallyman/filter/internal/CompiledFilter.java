package io.tallyman.filter.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.EventPredicate;
import java.util.BitSet;

/**
 * A filter as a product of sums: of each field one alternative must hold.
 *
 * @param needsMetadata    see {@link EventFilter#needsMetadata}
 * @param impliesContainer see {@link EventFilter#impliesContainer}
 * @param events           see {@link EventFilter#events}
 * @param all              every one of these must hold
 */
record CompiledFilter(boolean needsMetadata, boolean impliesContainer, BitSet events, EventPredicate[] all)
        implements EventFilter {

    @Override
    public boolean test(EventView event) {
        for (EventPredicate predicate : all) {
            if (!predicate.test(event)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public BitSet events() {
        return events == null ? null : (BitSet) events.clone();
    }

    static EventPredicate any(EventPredicate[] alternatives) {
        return alternatives.length == 1 ? alternatives[0] : event -> {
            for (EventPredicate alternative : alternatives) {
                if (alternative.test(event)) {
                    return true;
                }
            }
            return false;
        };
    }
}
