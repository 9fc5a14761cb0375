package io.tallyman.engine.internal.control;

import io.tallyman.engine.OwnerTotals;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says whose the events were that a source has lost since this was said last. For one thread. */
final class LossOwners {
    private static final long HOST = 0;

    private final Map<Long, Long> told = new HashMap<>();
    private long toldInAll;

    /**
     * A clause that begins with a semicolon; empty: nobody knows whose the events were.
     *
     * @param worst who has lost most
     * @param total what all have lost
     */
    String say(List<OwnerTotals> worst, long total) {
        OwnerTotals loudest = null;
        long most = 0;
        for (OwnerTotals owner : worst) {
            long key = owner.container() == null ? HOST : owner.container().cgroupId();
            Long before = told.put(key, owner.lost());
            long more = owner.lost() - (before == null ? 0 : before);
            if (more > most) {
                loudest = owner;
                most = more;
            }
        }
        long others = Math.max(0, total - toldInAll - most);
        toldInAll = total;
        if (loudest == null) {
            return "";
        }
        return String.format(Locale.ROOT, "; %s lost %,d of them (%d %% of its events), %s", loudest.name(), most,
                loudest.percentLost(), others == 0 ? "nobody else lost any" : String.format(Locale.ROOT, "the others %,d",
                others));
    }
}
