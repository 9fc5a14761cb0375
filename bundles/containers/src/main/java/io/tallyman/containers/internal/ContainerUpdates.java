package io.tallyman.containers.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.containers.ContainerTable.Listener;
import io.tallyman.containers.internal.attribution.Attribution;
import io.tallyman.containers.internal.attribution.Cgroup;
import io.tallyman.containers.internal.attribution.CgroupTree;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.naming.Naming;
import io.tallyman.containers.internal.naming.Reporter;
import java.util.Iterator;
import java.util.function.LongSupplier;

/** Brings the containers that have changed up to date, and tells the listener. Reader thread only. */
final class ContainerUpdates {
    private final CgroupTree tree;
    private final Attribution attribution;
    private final Naming naming;
    private final Reporter reporter;
    private final RuntimeAccess runtimes;
    private final LongSupplier clock;
    private final OwnerReports owners;
    private Metadata wanted = Metadata.NONE;

    ContainerUpdates(CgroupTree tree, Attribution attribution, Naming naming, Reporter reporter,
            RuntimeAccess runtimes, LongSupplier clock) {
        this.tree = tree;
        this.attribution = attribution;
        this.naming = naming;
        this.reporter = reporter;
        this.runtimes = runtimes;
        this.clock = clock;
        owners = new OwnerReports(tree);
    }

    /** Whether there is something to report. */
    boolean areWaiting() {
        return !attribution.changed.isEmpty() || !attribution.parents.isEmpty();
    }

    /** Tells the listener of all that have changed; telling may change others. */
    void report(Listener listener) {
        reportParents(listener);
        while (!attribution.changed.isEmpty()) {
            Iterator<TrackedContainer> first = attribution.changed.iterator();
            TrackedContainer container = first.next();
            first.remove();
            report(container, listener);
        }
    }

    /** An iterator is made only where there is something to report, because this runs for each batch of records. */
    private void reportParents(Listener listener) {
        if (!attribution.parents.isEmpty()) {
            attribution.parents.forEach(parent -> owners.report(parent, listener));
            attribution.parents.clear();
        }
    }

    private void report(TrackedContainer container, Listener listener) {
        if (!container.naming.wanted.includes(wanted) || container.unconfirmed && !container.naming.asked) {
            begin(container, clock.getAsLong());
        }
        if (container.unconfirmed && naming.isDenied(container)) {
            attribution.dissolve(container);
            listener.settled(container.state);
            return;
        }
        // no runtime has been able to deny it: to call it a container is better than to call it the host
        container.unconfirmed &= !container.naming.isOver();
        if (container.unconfirmed) {
            return;
        }
        owners.report(container, listener);
        reporter.report(container, listener);
        if (container.mayHoldContainers) {
            lookInside(container);
        }
        if (container.isSatisfied()) {
            attribution.incomplete.remove(container);
        }
    }

    /** So much of each container is wanted from now on. */
    void want(Metadata metadata, long now) {
        wanted = metadata;
        for (Cgroup cgroup : tree.all()) {
            if (cgroup.isOwn() && !cgroup.owner.naming.wanted.includes(wanted)) {
                begin(cgroup.owner, now);
                attribution.changed.add(cgroup.owner);
            }
        }
    }

    /** Events of the container wait for its health check, unless nobody wants to know anything of containers. */
    void awaitHealthcheck(TrackedContainer container, Listener listener) {
        if (container.naming.healthcheckWanted || wanted == Metadata.NONE) {
            return;
        }
        container.naming.healthcheckWanted = true;
        if (!container.isSatisfied()) {
            begin(container, clock.getAsLong());
            report(container, listener);
        }
    }

    private void begin(TrackedContainer container, long now) {
        container.naming.wanted = wanted;
        container.reported.counted = false;
        container.state.resolved(false);
        attribution.incomplete.add(container);
        naming.begin(container, now);
    }

    /** Containers of which something is not known are asked for again where somebody is there to ask. */
    void runtimesChanged(long now) {
        for (TrackedContainer container : attribution.incomplete) {
            naming.runtimesChanged(container, now);
            attribution.changed.add(container);
        }
    }

    /** Lets no event wait any longer; questions that are under way are answered later. */
    void settleAll(Listener listener) {
        for (TrackedContainer container : attribution.incomplete) {
            naming.expire(container, clock.getAsLong());
            attribution.changed.add(container);
        }
        report(listener);
    }

    /** Its entry point runs: runtimes let go of its lock, so that what is left may be asked for. */
    void started(TrackedContainer container) {
        reporter.started(container);
        if (container.naming.wanted != Metadata.NONE) {
            naming.turn(container, clock.getAsLong());
        }
    }

    /** Looks for runtimes in a container that others are inside of. */
    void lookInside(TrackedContainer outer) {
        outer.mayHoldContainers = true;
        if (outer.known != null && outer.known.pid != 0 && !outer.gone) {
            runtimes.lookInside(outer.cgroup.path, outer.known.pid);
            outer.lookedInside = true;
        }
    }
}
