package io.tallyman.containers.internal;

import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable.Listener;
import io.tallyman.containers.internal.attribution.Cgroup;
import io.tallyman.containers.internal.attribution.CgroupTree;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.cgroups.CgroupScan;
import io.tallyman.containers.internal.counters.Failures;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Ids that events carry and nobody has announced: a cgroup record was lost. Their events wait while all cgroups are read
 * again, once for many of them and once a second at the most. Who is not found then is remembered as unknown, bounded in
 * number. Reader thread only.
 */
final class UnannouncedCgroups {
    static final int MOST = 4_096;
    private static final long PAUSE = 1_000_000_000L;

    private final Deque<Cgroup> waiting = new ArrayDeque<>();
    private final Deque<Cgroup> unknown = new ArrayDeque<>();
    private final Set<Long> removedMeanwhile = new HashSet<>();
    private final CgroupTree tree;
    private final Failures failures;
    private final Supplier<List<CgroupScan.Found>> scan;
    private final Inbox inbox;
    private boolean scanning;
    private int waitingForThis;
    private long lastScan;

    UnannouncedCgroups(CgroupTree tree, Failures failures, Supplier<List<CgroupScan.Found>> scan, Inbox inbox,
            long now) {
        this.tree = tree;
        this.failures = failures;
        this.scan = scan;
        this.inbox = inbox;
        this.lastScan = now - PAUSE;
    }

    /** An id that nobody knows; its events wait. */
    ContainerState add(long id) {
        Cgroup cgroup = Cgroup.unannounced(id, tree.newState());
        cgroup.state.update(null, true);
        tree.add(cgroup);
        waiting.add(cgroup);
        return cgroup.state;
    }

    /** A cgroup was removed that a scan under way may still have seen. */
    void removed(long id) {
        if (scanning) {
            removedMeanwhile.add(id);
        }
    }

    /** Whether a scan was right about this one when it is taken in. */
    boolean isStillThere(CgroupScan.Found found) {
        return !removedMeanwhile.contains(found.id());
    }

    /** Starts a scan where one is wanted. */
    void advance(long now) {
        if (waiting.isEmpty() || scanning || now - lastScan < PAUSE) {
            return;
        }
        scanning = true;
        lastScan = now;
        waitingForThis = waiting.size();
        Thread scanner = new Thread(null, () -> inbox.reply(new Message.Scanned(read())), "tallyman-cgroups",
                256 * 1024);
        scanner.setDaemon(true);
        scanner.start();
    }

    private List<CgroupScan.Found> read() {
        try {
            return scan.get();
        } catch (RuntimeException e) {
            return new ArrayList<>();
        }
    }

    /** A scan's result has been taken in: those who waited for it belong to what was found, or stay unknown. */
    void scanned(Listener listener) {
        for (int i = 0; i < waitingForThis; i++) {
            Cgroup cgroup = waiting.poll();
            Cgroup found = tree.find(cgroup.id);
            if (found == cgroup) {
                failures.countUnknownCgroup();
                unknown.add(cgroup);
                cgroup.state.update(null, false);
            } else {
                cgroup.state.update(found == null ? null : found.state.container(), false);
            }
            listener.settled(cgroup.state);
        }
        while (unknown.size() > MOST) {
            tree.forget(unknown.poll());
        }
        scanning = false;
        waitingForThis = 0;
        removedMeanwhile.clear();
    }

    /** When to look again, or {@link TrackedContainer#NEVER}. */
    long next() {
        return waiting.isEmpty() || scanning ? TrackedContainer.NEVER : lastScan + PAUSE;
    }
}
