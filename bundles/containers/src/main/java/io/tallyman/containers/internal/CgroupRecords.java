package io.tallyman.containers.internal;

import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable.Listener;
import io.tallyman.containers.internal.attribution.Attribution;
import io.tallyman.containers.internal.attribution.Cgroup;
import io.tallyman.containers.internal.attribution.CgroupTree;
import io.tallyman.containers.internal.cgroups.CgroupDifferences;
import io.tallyman.containers.internal.cgroups.CgroupFiles;
import io.tallyman.containers.internal.cgroups.CgroupFiles.Found;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.counters.Failures;
import io.tallyman.containers.internal.inbox.Inbox;
import java.util.function.LongSupplier;

/**
 * Keeps the tree of cgroups in step with the cgroup file system: by the source's records of cgroups that were made and
 * removed, and where a record was lost by comparing the two. Reader thread only.
 */
final class CgroupRecords {
    private final SourceSession source;
    private final RuntimeAccess runtimes;
    private final LongSupplier clock;
    private final Failures failures;
    private final CgroupTree tree;
    private final Attribution attribution;
    private final ContainerUpdates updates;
    private final UnannouncedCgroups unannounced;
    private final Reconciliation reconciliation;

    CgroupRecords(SourceSession source, RuntimeAccess runtimes, CgroupTree tree, Attribution attribution,
            ContainerUpdates updates, CgroupFiles files, Inbox inbox, Failures failures, LongSupplier clock) {
        this.source = source;
        this.runtimes = runtimes;
        this.clock = clock;
        this.failures = failures;
        this.tree = tree;
        this.attribution = attribution;
        this.updates = updates;
        unannounced = new UnannouncedCgroups(tree, failures);
        reconciliation = new Reconciliation(source, tree, unannounced, files, inbox, clock.getAsLong());
    }

    ContainerState find(long cgroupId) {
        Cgroup cgroup = tree.find(cgroupId);
        return cgroup != null ? cgroup.state : findUnknown(cgroupId);
    }

    private ContainerState findUnknown(long cgroupId) {
        if (cgroupId == 0) {
            return tree.host();
        }
        String path = source.cgroupPath(cgroupId);
        if (path == null) {
            return unannounced.add(cgroupId);
        }
        Cgroup cgroup = tree.add(cgroupId, path, 0, 0);
        attribution.enter(cgroup);
        return cgroup.state;
    }

    /** @param uid the user that made the cgroup */
    void created(long cgroupId, String path, int uid, Listener listener) {
        Cgroup former = tree.find(cgroupId);
        boolean live = former != null && !former.removed && former.path != null;
        if (live && former.path.equals(path)) {
            if (!former.isOwn() || !former.owner.reported.announced) {
                former.existed = false;
            }
            return;
        }
        if (live) {
            removed(cgroupId, listener);
        }
        Cgroup cgroup = tree.add(cgroupId, path, uid, uid);
        attribution.enter(cgroup);
        if (cgroup.isOwn() && !cgroup.owner.unconfirmed) {
            // no event of it can have been held yet: nobody need be told that none waits
            cgroup.state.update(null, false);
        }
        updates.report(listener);
    }

    void removed(long cgroupId, Listener listener) {
        reconciliation.removed(cgroupId);
        Cgroup cgroup = tree.find(cgroupId);
        if (cgroup != null && !cgroup.removed && cgroup.path != null) {
            remove(cgroup);
            updates.report(listener);
        }
    }

    private void remove(Cgroup cgroup) {
        tree.remove(cgroup, clock.getAsLong());
        attribution.removed(cgroup);
        if (cgroup.isOwn()) {
            runtimes.leaveInside(cgroup.path);
        }
    }

    /** Compares with the file system where that is due, and takes in what a comparison has found. */
    void advance(long now, Listener listener) {
        reconciliation.advance(now);
        unannounced.advance(listener);
        if (reconciliation.isReady()) {
            takeIn(reconciliation.take());
            updates.report(listener);
            unannounced.compared(listener);
        }
    }

    /** Another thread has compared; the result is taken in once the reader has come so far. */
    void compared(CgroupDifferences differences, long now) {
        reconciliation.compared(differences, now);
    }

    private void takeIn(CgroupDifferences differences) {
        for (Found gone : differences.gone()) {
            Cgroup cgroup = tree.find(gone.id());
            if (cgroup != null && !cgroup.removed && gone.path().equals(cgroup.path)) {
                failures.countMissedRemoval();
                remove(cgroup);
            }
        }
        for (Found found : differences.unknown()) {
            if (found(found)) {
                failures.countMissedCreation();
            }
        }
        differences.otherOwner().forEach(this::found);
    }

    /**
     * The cgroup is in the file system.
     *
     * @return false where the tree knows it already
     */
    boolean found(Found found) {
        Cgroup former = tree.find(found.id());
        boolean known = former != null && former.path != null && (!former.removed || former.path.equals(found.path()));
        if (!known) {
            Cgroup cgroup = tree.add(found.id(), found.path(), 0, found.uid());
            cgroup.existed = true;
            attribution.enter(cgroup);
        } else {
            // a service manager makes a directory as root and then gives it to a user
            former.ownedBy(found.uid());
        }
        return !known;
    }

    /** Events of unknown cgroups wait no longer either. */
    void settleAll(Listener listener) {
        unannounced.settleAll(listener);
    }

    boolean isComparing() {
        return reconciliation.isUnderWay();
    }

    /** When {@link #advance} has something to do by itself. */
    long next(long now) {
        return reconciliation.next(now);
    }
}
