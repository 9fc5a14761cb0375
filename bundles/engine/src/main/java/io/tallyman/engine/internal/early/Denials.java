package io.tallyman.engine.internal.early;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.Verdict;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the source of which cgroups a session wants nothing, so that their events need not be made. That is learnt from
 * their first event and undone as soon as it may be otherwise: a container shows to be another than was thought, a
 * cgroup comes to belong to another container, sessions change. What is not known yet is never denied. Reader thread
 * only.
 */
public final class Denials {
    /** More cgroups than that are not remembered; all of them are learnt again. */
    static final int MOST = 16_384;

    private final SourceSession source;
    private final ContainerTable table;
    private final CgroupMasks told = new CgroupMasks();
    private final List<Judged> denied = new ArrayList<>();
    private Session[] sessions = {};
    private boolean active;
    /** Counts the times that all was undone; what was found in another one does not hold. */
    private int round = 1;
    private long moves;

    private record Judged(ContainerState state, ContainerVerdict verdict) {
    }

    public Denials(SourceSession source, ContainerTable table) {
        this.source = source;
        this.table = table;
    }

    /** Other sessions, in the order of the source's wishes, which has undone everything. */
    public void sessions(Session[] now) {
        sessions = now;
        active = false;
        for (Session session : now) {
            active |= !session.request().filters().isEmpty();
        }
        forget();
    }

    /** An event of this cgroup, which is in that container, has been read; the verdict is the container's. */
    public void consider(ContainerState state, ContainerVerdict verdict, long cgroupId) {
        if (!active || state.isWaiting() || cgroupId == 0) {
            return;
        }
        long mask = mask(state, verdict);
        if (mask != 0 && told.put(cgroupId, mask) != mask) {
            source.deny(cgroupId, mask, verdict.isDeniedBelow());
        }
    }

    private long mask(ContainerState state, ContainerVerdict verdict) {
        if (!verdict.isCurrent(state, round)) {
            judge(state, verdict);
            if (verdict.denied() != 0) {
                denied.add(new Judged(state, verdict));
            }
        }
        return verdict.denied();
    }

    private void judge(ContainerState state, ContainerVerdict judged) {
        Container container = state.container();
        long mask = 0;
        boolean below = true;
        for (int i = 0; i < Math.min(sessions.length, Long.SIZE); i++) {
            Verdict verdict = sessions[i].verdict(container);
            if (verdict != Verdict.OPEN) {
                mask |= 1L << i;
                below &= verdict == Verdict.DENIED_BELOW;
            }
        }
        judged.judged(state, round, mask, below && mask != 0);
    }

    /** Undoes what no longer holds. To be called between two batches. */
    public void review() {
        if (!active) {
            return;
        }
        boolean holds = table.moves() == moves && told.size() <= MOST;
        for (int i = 0; holds && i < denied.size(); i++) {
            ContainerState state = denied.get(i).state();
            ContainerVerdict verdict = denied.get(i).verdict();
            if (!verdict.isCurrent(state, round)) {
                long former = verdict.denied();
                judge(state, verdict);
                holds = (former & ~verdict.denied()) == 0;
            }
        }
        if (!holds) {
            source.undeny();
            forget();
        }
    }

    private void forget() {
        told.clear();
        denied.clear();
        round++;
        moves = table.moves();
    }
}
