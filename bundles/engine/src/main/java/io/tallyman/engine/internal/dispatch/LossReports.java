package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.Verdict;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.engine.internal.loss.Hole;
import io.tallyman.engine.internal.loss.Lost;
import io.tallyman.engine.internal.loss.Owner;
import io.tallyman.engine.internal.output.LossRecords;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Finds whose the lost events were, and tells each output what it misses. Reader thread, between two batches. */
final class LossReports {
    /** So many owners that have lost most are shown. */
    private static final int SHOWN = 20;
    private static final Comparator<Owner> BY_LOSS =
            Comparator.comparingLong((Owner owner) -> owner.lost() + owner.dropped()).thenComparingLong(Owner::limited)
                    .reversed();

    private final ContainerTable table;
    private final Owners owners;
    private final LossRecords records;
    /** The record of the owner's cgroup is still in the ring: whose cgroup that is will be known soon. */
    private final List<Lost> postponed = new ArrayList<>();
    private volatile boolean owes;
    private List<Owner> worst = List.of();
    private volatile List<OwnerTotals> totals = List.of();

    LossReports(ContainerTable table, Owners owners, Origin origin) {
        this.table = table;
        this.owners = owners;
        records = new LossRecords(origin.clock());
    }

    /**
     * Tells the outputs of these sessions.
     *
     * @param lost what the source has lost since the last report
     */
    void tell(List<Lost> lost, List<Session> sessions) {
        for (Lost each : due(lost)) {
            Hole hole = hole(each);
            for (Session session : sessions) {
                if (mayHaveWanted(session, hole)) {
                    for (Output output : session.outputs()) {
                        output.holes().add(hole);
                    }
                }
            }
        }
        for (Session session : sessions) {
            boolean tells = session.plan().tellsLosses();
            for (Output output : session.outputs()) {
                output.tellHoles(records, tells);
            }
            session.signal();
        }
        rank();
    }

    /** What can be told now: this and what was postponed, without what has to be postponed. */
    private List<Lost> due(List<Lost> lost) {
        List<Lost> all = new ArrayList<>(postponed);
        all.addAll(lost);
        postponed.clear();
        all.stream().filter(this::isOwnerAwaited).forEach(postponed::add);
        owes = !postponed.isEmpty();
        all.removeAll(postponed);
        return all;
    }

    /** A container may lose events before the reader has read that the container exists. */
    private boolean isOwnerAwaited(Lost lost) {
        if (lost.owner() == OwnerLosses.HOST || lost.owner() == OwnerLosses.UNKNOWN) {
            return false;
        }
        ContainerState state = table.find(lost.owner());
        return state.isWaiting() && state.container() == null;
    }

    /** Something is to be told later, also if nothing more is lost. Any thread. */
    boolean owes() {
        return owes;
    }

    private Hole hole(Lost lost) {
        if (lost.owner() == OwnerLosses.UNKNOWN) {
            return Hole.unknown(lost.reason(), lost.count(), lost.first(), lost.last());
        }
        Owner owner = lost.owner() == OwnerLosses.HOST ? owners.host() : owners.of(table.find(lost.owner()));
        if (lost.reason().equals(Hole.LIMITED)) {
            owner.countLimited(lost.count());
        } else {
            owner.countLost(lost.count());
        }
        return Hole.of(lost.reason(), owner.container(), lost.count(), lost.first(), lost.last());
    }

    /** A session whose filter wants nothing of an owner, and of what is inside, misses nothing. */
    private boolean mayHaveWanted(Session session, Hole hole) {
        if (hole.whose() == Hole.Whose.UNKNOWN) {
            return true;
        }
        Verdict verdict = session.verdict(hole.container());
        return verdict == Verdict.OPEN || verdict == Verdict.DENIED && hasInside(hole.container());
    }

    private boolean hasInside(Container container) {
        return container != null
                && table.containers().stream().anyMatch(each -> each.parents().contains(container.id()));
    }

    private void rank() {
        Set<Owner> candidates = new LinkedHashSet<>(worst);
        owners.all().stream().filter(Objects::nonNull).filter(owner -> owner.lost() + owner.dropped() + owner.limited() > 0)
                .forEach(candidates::add);
        worst = candidates.stream().sorted(BY_LOSS).limit(SHOWN).toList();
        totals = worst.stream().map(owner -> new OwnerTotals(owner.container(), owner.read(), owner.lost(),
                owner.dropped(), owner.limited())).toList();
    }

    /** The owners that have lost most, the worst first. Any thread. */
    List<OwnerTotals> worst() {
        return totals;
    }
}
