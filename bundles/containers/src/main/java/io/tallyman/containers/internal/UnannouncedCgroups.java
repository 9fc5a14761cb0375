package io.tallyman.containers.internal;

import io.tallyman.api.container.Container;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable.Listener;
import io.tallyman.containers.internal.attribution.Cgroup;
import io.tallyman.containers.internal.attribution.CgroupTree;
import io.tallyman.containers.internal.counters.Failures;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Cgroups that events carry the id of and that no record has told of: that record was lost. Their events wait until the
 * table has been compared with the cgroup file system. An id that is not found there is remembered as unknown; the number
 * of those is bounded. Reader thread only.
 */
final class UnannouncedCgroups {
    static final int MOST = 4_096;

    private final Deque<Cgroup> waiting = new ArrayDeque<>();
    private final Deque<Cgroup> unknown = new ArrayDeque<>();
    private final List<Pair> found = new ArrayList<>();
    private final CgroupTree tree;
    private final Failures failures;
    /** How many of those that wait were there when the comparison began. */
    private int waitingForThis;

    /** An id whose events wait, and the state of the cgroup that has proved to have that id. */
    private record Pair(Cgroup unannounced, ContainerState found) {
    }

    UnannouncedCgroups(CgroupTree tree, Failures failures) {
        this.tree = tree;
        this.failures = failures;
    }

    /** An id that the table does not know; its events wait. */
    ContainerState add(long id) {
        Cgroup cgroup = Cgroup.unannounced(id, tree.newState());
        cgroup.state.update(null, true);
        tree.add(cgroup);
        waiting.add(cgroup);
        return cgroup.state;
    }

    boolean areWaiting() {
        return !waiting.isEmpty();
    }

    /** The file system is read from now on: what is added later may be missing from what is read. */
    void comparisonBegins() {
        waitingForThis = waiting.size();
    }

    /** The result of the comparison is in the table: the cgroups that waited for it are there, or stay unknown. */
    void compared(Listener listener) {
        for (; waitingForThis > 0; waitingForThis--) {
            Cgroup cgroup = waiting.poll();
            Cgroup found = tree.find(cgroup.id);
            if (found == cgroup) {
                failures.countUnknownCgroup();
                unknown.add(cgroup);
                settle(cgroup, null, listener);
            } else {
                this.found.add(new Pair(cgroup, found == null ? tree.host() : found.state));
            }
        }
        while (unknown.size() > MOST) {
            tree.forget(unknown.poll());
        }
        advance(listener);
    }

    /** Lets go of the events of cgroups that were found, once their containers have names or need not be waited for. */
    void advance(Listener listener) {
        if (found.isEmpty()) {
            return; // without an iterator, because this runs for each batch of records
        }
        for (Iterator<Pair> each = found.iterator(); each.hasNext();) {
            Pair pair = each.next();
            if (!pair.found.isWaiting()) {
                each.remove();
                settle(pair.unannounced, pair.found.container(), listener);
            }
        }
    }

    /** Lets all events go as they are; the comparison may still find where the cgroups belong. */
    void settleAll(Listener listener) {
        advance(listener);
        waiting.forEach(cgroup -> settle(cgroup, null, listener));
        found.forEach(pair -> settle(pair.unannounced, pair.found.container(), listener));
        found.clear();
    }

    private static void settle(Cgroup cgroup, Container container, Listener listener) {
        cgroup.state.update(container, false);
        listener.settled(cgroup.state);
    }
}
