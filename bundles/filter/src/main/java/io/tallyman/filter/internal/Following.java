package io.tallyman.filter.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessView;
import io.tallyman.api.filter.EventPredicate;
import java.util.Map;
import java.util.WeakHashMap;

/** Marks the processes that matched, and lets the events of their descendants pass. */
final class Following implements EventPredicate {
    private final EventPredicate[] all;
    private final Map<ProcessView, Boolean> matched = new WeakHashMap<>();

    /** @param all what an event must match for its process to be marked */
    Following(EventPredicate[] all) {
        this.all = all;
    }

    @Override
    public boolean test(EventView event) {
        ProcessView process = event.process();
        if (matches(event)) {
            if (process != null) {
                matched.putIfAbsent(process, true);
            }
            return true;
        }
        for (ProcessView p = process; p != null; p = p.parent()) {
            if (matched.containsKey(p)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(EventView event) {
        for (EventPredicate predicate : all) {
            if (!predicate.test(event)) {
                return false;
            }
        }
        return true;
    }
}
