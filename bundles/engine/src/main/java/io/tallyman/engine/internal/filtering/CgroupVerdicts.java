package io.tallyman.engine.internal.filtering;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.Verdict;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the source of which cgroups a session wants nothing. The verdict of a cgroup is learnt from the cgroup's first
 * event. Verdicts stop to hold when a container turns out to be another than was thought, and when a cgroup comes to belong
 * to another container. A container that is not known yet is never denied. Reader thread only.
 */
final class CgroupVerdicts {
    /** The verdicts of more cgroups than that are not remembered; all of them are learnt again. */
    static final int MOST = 16_384;

    private final EarlyFilter filter;
    private final ContainerTable table;
    private final CgroupMasks told = new CgroupMasks();
    private final List<Judged> denied = new ArrayList<>();
    private Session[] sessions = {};
    private long generation;
    /** A session has a filter, so that there may be a verdict. */
    private boolean active;
    private long moves;

    private record Judged(ContainerState state, ContainerVerdict verdict) {
    }

    CgroupVerdicts(EarlyFilter filter, ContainerTable table) {
        this.filter = filter;
        this.table = table;
    }

    /** A plan is in force. The source has no verdicts. */
    void begin(Session[] now, long newGeneration) {
        sessions = now;
        generation = newGeneration;
        active = false;
        for (Session session : now) {
            active |= !session.request().filters().isEmpty();
        }
        told.clear();
        denied.clear();
        moves = table.moves();
    }

    /** An event of this cgroup has been read. The cgroup is in that container, which has that verdict. */
    void read(ContainerState state, ContainerVerdict verdict, long cgroupId) {
        if (!active || state.isWaiting() || cgroupId == 0) {
            return;
        }
        long subscribers = judged(state, verdict);
        if (subscribers != 0 && told.put(cgroupId, subscribers) != subscribers) {
            filter.denyCgroup(cgroupId, subscribers, verdict.isDeniedBelow());
        }
    }

    private long judged(ContainerState state, ContainerVerdict verdict) {
        if (!verdict.isCurrent(state, generation)) {
            judge(state, verdict);
            if (verdict.denied() != 0) {
                denied.add(new Judged(state, verdict));
            }
        }
        return verdict.denied();
    }

    private void judge(ContainerState state, ContainerVerdict verdict) {
        Container container = state.container();
        long subscribers = 0;
        boolean below = true;
        for (int i = 0; i < Math.min(sessions.length, Subscribers.ALONE); i++) {
            Verdict one = sessions[i].verdict(container);
            if (one != Verdict.OPEN) {
                subscribers |= Subscribers.bit(i);
                below &= one == Verdict.DENIED_BELOW;
            }
        }
        verdict.judged(state, generation, subscribers, below && subscribers != 0);
    }

    /** Whether all that the source was told in this generation still holds. */
    boolean hold() {
        if (!active) {
            return true;
        }
        boolean hold = table.moves() == moves && told.size() <= MOST;
        for (int i = 0; hold && i < denied.size(); i++) {
            ContainerState state = denied.get(i).state();
            ContainerVerdict verdict = denied.get(i).verdict();
            if (!verdict.isCurrent(state, generation)) {
                long former = verdict.denied();
                judge(state, verdict);
                hold = (former & ~verdict.denied()) == 0;
            }
        }
        return hold;
    }
}
