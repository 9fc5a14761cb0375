package io.tallyman.filter.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessView;
import io.tallyman.api.filter.EventPredicate;
import java.util.Map;
import java.util.WeakHashMap;

/** Remembers the processes that matched, as long as somebody knows them, and lets their descendants pass. */
final class Following implements EventPredicate {
    private final EventPredicate[] all;
    private final Map<ProcessView, Boolean> matched = new WeakHashMap<>();

    /** @param all what a process must match */
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
