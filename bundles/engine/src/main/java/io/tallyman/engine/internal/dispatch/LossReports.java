package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.Verdict;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.engine.internal.loss.Hole;
import io.tallyman.engine.internal.loss.LossTotals;
import io.tallyman.engine.internal.loss.Lost;
import io.tallyman.engine.internal.loss.Owner;
import io.tallyman.engine.internal.output.LossRecords;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.List;

/** Finds whose the lost events were, and tells each output what it misses. Reader thread, between two batches. */
final class LossReports {
    private final ContainerTable table;
    private final Owners owners;
    private final OwnContainer own;
    private final LossRecords records;
    private final LossRanking ranking = new LossRanking();
    /** The record of the owner's cgroup is still in the ring: whose cgroup that is will be known soon. */
    private final List<Told> postponed = new ArrayList<>();
    private volatile boolean owes;

    /** What is told, and to whom: a session that begins later has missed nothing. */
    private record Told(Lost lost, List<Session> sessions) {
    }

    LossReports(ContainerTable table, Owners owners, OwnContainer own, Origin origin) {
        this.table = table;
        this.owners = owners;
        this.own = own;
        records = new LossRecords(origin.clock());
    }

    /**
     * Tells the outputs of these sessions.
     *
     * @param lost what the source has lost since the last report
     * @param last one of the sessions is told for the last time, so nothing can wait until more is known
     */
    void tell(List<Lost> lost, List<Session> sessions, boolean last) {
        for (Told each : due(lost, sessions, last)) {
            Hole hole = hole(each.lost());
            for (Session session : each.sessions()) {
                if (sessions.contains(session) && mayHaveWanted(session, hole)) {
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
        ranking.rank(owners.all());
    }

    /** What is told now: this and what was postponed, without what has to be postponed. */
    private List<Told> due(List<Lost> lost, List<Session> sessions, boolean last) {
        List<Told> all = new ArrayList<>(postponed);
        lost.forEach(each -> all.add(new Told(each, sessions)));
        postponed.clear();
        List<Told> due = new ArrayList<>();
        for (Told each : all) {
            (last || !isOwnerAwaited(each.lost()) ? due : postponed).add(each);
        }
        owes = !postponed.isEmpty();
        return due;
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
        if (lost.reason().equals(Hole.RING_FULL)) {
            ranking.account(lost.count());
        }
        if (lost.owner() == OwnerLosses.UNKNOWN || isOwnerAwaited(lost)) {
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

    /**
     * A session whose filter wants nothing of an owner, and of what is inside, misses nothing. Nor does a session that
     * has no limit miss what limits leave out.
     */
    private boolean mayHaveWanted(Session session, Hole hole) {
        if (hole.reason().equals(Hole.LIMITED) && session.plan().limits().isEmpty()) {
            return false;
        }
        if (hole.whose() == Hole.Whose.UNKNOWN) {
            return true;
        }
        Verdict verdict = own.isLeftOut(hole.container()) ? Verdict.DENIED : session.verdict(hole.container());
        return verdict == Verdict.OPEN || verdict == Verdict.DENIED && hasInside(hole.container());
    }

    private boolean hasInside(Container container) {
        return container != null
                && table.containers().stream().anyMatch(each -> each.parents().contains(container.id()));
    }

    /** Who has lost most. Any thread. */
    LossTotals totals() {
        return ranking.totals();
    }
}
