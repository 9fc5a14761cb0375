package io.tallyman.engine.internal.control;

import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.internal.loss.LossTotals;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Says whose the events were that a source has lost since this was said last. For one thread. */
final class LossOwners {
    private final Map<String, Long> told = new HashMap<>();
    private long accounted;

    /**
     * A clause that begins with a semicolon; empty: nobody knows whose the events were.
     *
     * @param totals what is known of the owners
     * @param lost   all that was lost in a full ring; more than what is known, while events are being lost
     */
    String say(LossTotals totals, long lost) {
        OwnerTotals loudest = null;
        long most = 0;
        for (OwnerTotals owner : totals.worst()) {
            Long before = told.put(owner.containerId(), owner.lost());
            long more = owner.lost() - (before == null ? 0 : before);
            if (more > most) {
                loudest = owner;
                most = more;
            }
        }
        long others = Math.max(0, totals.accounted() - accounted - most);
        accounted = totals.accounted();
        if (loudest == null) {
            return "";
        }
        return String.format(Locale.ROOT, "; %s lost %,d of them (%d %% of its events)", loudest.name(), most,
                loudest.percentLost()) + others(others, lost > totals.accounted());
    }

    private static String others(long events, boolean areMorePossible) {
        if (events > 0) {
            return String.format(Locale.ROOT, ", the others %,d", events);
        }
        return areMorePossible ? "" : ", nobody else lost any";
    }
}
