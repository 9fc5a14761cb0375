package io.tallyman.engine.internal;

import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.engine.early.SharedRoom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A source that loses what a test says, and knows whose that was. */
public final class LosingSource extends FakeSource implements OwnerLosses, SharedRoom {
    private final Map<Long, Long> byOwner = new ConcurrentHashMap<>();
    private final Map<Long, Long> limited = new ConcurrentHashMap<>();
    /** Lost by one program that interrupted another one, of nobody knows whom. */
    public volatile long busy;
    /** Who is not loud will lose events, too. */
    public volatile boolean crowded;

    /** The ring was full for events of this owner. */
    public void lose(long owner, long events) {
        byOwner.merge(owner, events, Long::sum);
    }

    /** Events of this owner were more than somebody wanted. */
    public void limit(long owner, long events) {
        limited.merge(owner, events, Long::sum);
    }

    /** What this owner has lost counts as that of nobody knows whom from now on. */
    public void forget(long owner) {
        lose(UNKNOWN, byOwner.remove(owner));
        limit(UNKNOWN, limited.getOrDefault(owner, 0L));
        limited.remove(owner);
    }

    @Override
    public List<LossCounter> withheld() {
        return List.of(new LossCounter("folded", 101, "Folded."),
                new LossCounter("limited", limited.values().stream().mapToLong(n -> n).sum(), "Limited."));
    }

    @Override
    public void readLimited(LimitVisitor visitor) {
        limited.forEach(visitor::limited);
    }

    @Override
    public List<LossCounter> losses() {
        return List.of(new LossCounter("ring_headroom", byOwner.values().stream().mapToLong(n -> n).sum(), "Full."),
                new LossCounter("scratch_busy", busy, "Busy."));
    }

    @Override
    public boolean isCrowded() {
        return crowded;
    }

    @Override
    public void read(Visitor visitor) {
        byOwner.forEach((owner, events) -> visitor.lost(owner, events, 160 * events, 7, 11));
    }
}
