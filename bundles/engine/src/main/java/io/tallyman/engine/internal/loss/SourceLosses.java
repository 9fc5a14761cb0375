package io.tallyman.engine.internal.loss;

import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.SourceSession;
import io.tallyman.engine.early.OwnerLosses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at what a source has lost, and says what is new. A source that knows owners is asked for them only after its counters
 * have grown. For one thread at a time, which is not the reader.
 */
public final class SourceLosses {
    /** Names of counters that tell of a full ring begin with this. */
    public static final String RING = "ring_";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SourceSession source;
    private final Map<String, Long> byCounter = new HashMap<>();
    private final OwnerCounts byOwner = new OwnerCounts();
    private final OwnerCounts limitedByOwner = new OwnerCounts();
    private long looked;

    public SourceLosses(SourceSession source) {
        this.source = source;
        looked = now();
    }

    /** Nanoseconds since the epoch. */
    public static long now() {
        return System.currentTimeMillis() * NANOS_PER_MILLI;
    }

    /** What was lost since the last look; empty: nothing. */
    public List<Lost> look() {
        List<Lost> found = new ArrayList<>();
        long since = looked;
        looked = now();
        long ring = 0;
        for (LossCounter counter : source.losses()) {
            long more = more(byCounter, counter.name(), counter.value());
            if (more > 0 && counter.name().startsWith(RING)) {
                ring += more;
            } else if (more > 0) {
                found.add(new Lost(counter.name(), OwnerLosses.UNKNOWN, more, since, looked));
            }
        }
        if (ring > 0 && source instanceof OwnerLosses owners) {
            found.addAll(byOwner.grown(lost(owners), since));
        } else if (ring > 0) {
            found.add(new Lost(Hole.RING_FULL, OwnerLosses.UNKNOWN, ring, since, looked));
        }
        lookAtLimits(found, since);
        return found;
    }

    private List<Lost> lost(OwnerLosses owners) {
        List<Lost> totals = new ArrayList<>();
        owners.read((owner, events, bytes, first, last) -> totals.add(new Lost(Hole.RING_FULL, owner, events,
                source.clock().toEpoch(first), source.clock().toEpoch(last))));
        return totals;
    }

    private void lookAtLimits(List<Lost> found, long since) {
        for (LossCounter counter : source.withheld()) {
            if (counter.name().equals(Hole.LIMITED) && more(byCounter, Hole.LIMITED, counter.value()) > 0
                    && source instanceof OwnerLosses owners) {
                List<Lost> totals = new ArrayList<>();
                owners.readLimited((owner, events) -> totals.add(new Lost(Hole.LIMITED, owner, events, since, looked)));
                found.addAll(limitedByOwner.grown(totals, since));
            }
        }
    }

    /** By how much a total has grown since it was put into the map. */
    private static long more(Map<String, Long> totals, String key, long total) {
        Long before = totals.put(key, total);
        return total - (before == null ? 0 : before);
    }
}
