package io.tallyman.containers.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.ExecCommand;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.containers.internal.attribution.Attribution;
import io.tallyman.containers.internal.attribution.Cgroup;
import io.tallyman.containers.internal.attribution.CgroupTree;
import io.tallyman.containers.internal.attribution.KnownContainers;
import io.tallyman.containers.internal.attribution.PathReader;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.cgroups.CgroupFiles;
import io.tallyman.containers.internal.cgroups.CgroupFiles.Found;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.counters.Failures;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.naming.ContainerSnapshots;
import io.tallyman.containers.internal.naming.Naming;
import io.tallyman.containers.internal.naming.Reporter;
import io.tallyman.containers.internal.naming.Timers;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The container table of one source. The source's records tell which cgroups there are; the runtimes tell what containers
 * are in them. Both meet on the reader thread: what the runtimes' threads have to say comes through an {@link Inbox},
 * which {@link #advance} empties.
 */
final class LiveTable implements ContainerTable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RuntimeAccess runtimes;
    private final Inbox inbox;
    private final Runnable onClose;
    private final long grace;
    private final long ownCgroup;
    private final Failures failures = new Failures();
    private final KnownContainers knownContainers = new KnownContainers(failures);
    private final Timers timers = new Timers();
    private final CgroupTree tree;
    private final Attribution attribution;
    private final Naming naming;
    private final ContainerSnapshots snapshots;
    private final ContainerUpdates updates;
    private final CgroupRecords cgroups;
    private final Messages messages;
    private volatile int remembered;

    /**
     * @param attachments makes what the table's owner keeps with each state
     * @param files       the cgroup file system of the source's hierarchy
     * @param ownCgroup   id of the cgroup that this process is in
     * @param clock       the same as {@link #advance} is called with
     * @param onClose     called once the table is closed
     */
    LiveTable(SourceSession source, RuntimeAccess runtimes, Inbox inbox, ContainerOptions options, AtomicLong serials,
            Supplier<?> attachments, CgroupFiles files, long ownCgroup, LongSupplier clock, Runnable onClose) {
        this.runtimes = runtimes;
        this.inbox = inbox;
        this.onClose = onClose;
        this.ownCgroup = ownCgroup;
        grace = options.grace().toNanos();
        List<Found> there = files.all();
        String ownPath = there.stream().filter(found -> found.id() == ownCgroup).map(Found::path).findFirst().orElse("");
        tree = new CgroupTree(options.limit(), ownPath, attachments);
        attribution = new Attribution(tree, new PathReader(runtimes, failures), knownContainers,
                options.nested() ? this::lookInside : outer -> { });
        naming = new Naming(runtimes, timers, inbox, options.deadline().toNanos());
        snapshots = new ContainerSnapshots(serials);
        updates = new ContainerUpdates(tree, attribution, naming,
                new Reporter(naming, snapshots, failures, runtimes, options.deadline()), runtimes, clock);
        cgroups = new CgroupRecords(source, runtimes, tree, attribution, updates, files, inbox, failures, clock);
        messages = new Messages(runtimes, tree, attribution, knownContainers, naming, updates, cgroups);
        there.forEach(cgroups::found);
    }

    private void lookInside(TrackedContainer outer) {
        updates.lookInside(outer);
    }

    @Override
    public ContainerState host() {
        return tree.host();
    }

    @Override
    public ContainerState own() {
        Cgroup own = tree.find(ownCgroup);
        return own == null ? tree.host() : own.state;
    }

    @Override
    public ContainerState find(long cgroupId) {
        return cgroups.find(cgroupId);
    }

    @Override
    public void created(long cgroupId, String path, int uid, Listener listener) {
        cgroups.created(cgroupId, path, uid, listener);
    }

    @Override
    public void removed(long cgroupId, Listener listener) {
        cgroups.removed(cgroupId, listener);
        remembered = tree.formerContainers();
    }

    @Override
    public ExecCommand exec(List<String> command) {
        for (ContainerRuntime runtime : runtimes.present()) {
            ExecCommand found = exec(runtime, command);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private ExecCommand exec(ContainerRuntime runtime, List<String> command) {
        try {
            return runtime.exec(command);
        } catch (RuntimeException | LinkageError e) {
            failures.count(runtime.name(), Failures.Reason.BROKEN);
            return null;
        }
    }

    @Override
    public void awaitHealthcheck(long cgroupId, Listener listener) {
        Cgroup cgroup = tree.find(cgroupId);
        if (cgroup != null && cgroup.owner != null) {
            updates.awaitHealthcheck(cgroup.owner, listener);
        }
    }

    @Override
    public void started(ContainerState state) {
        Container snapshot = state.container();
        Cgroup cgroup = snapshot == null ? null : tree.find(snapshot.cgroupId());
        if (cgroup != null && cgroup.isOwn() && cgroup.state == state && !cgroup.owner.started) {
            updates.started(cgroup.owner);
        }
    }

    @Override
    public int advance(long now, Listener listener) {
        int taken = 0;
        inbox.listen();
        for (Message message = inbox.take(); message != null; message = inbox.take()) {
            messages.takeIn(message, now);
            taken++;
        }
        updates.report(listener);
        for (TrackedContainer due = timers.due(now); due != null; due = timers.due(now)) {
            if (!due.forgotten) {
                naming.turn(due, now);
                attribution.changed.add(due);
            }
        }
        updates.report(listener);
        cgroups.advance(now, listener);
        forgetRemoved(now);
        return taken;
    }

    private void forgetRemoved(long now) {
        for (Cgroup old = tree.forgetNext(now - grace); old != null; old = tree.forgetNext(now - grace)) {
            if (old.isOwn()) {
                timers.set(old.owner, TrackedContainer.NEVER);
                attribution.forget(old.owner);
            }
        }
        remembered = tree.formerContainers();
    }

    @Override
    public long moves() {
        return attribution.moves();
    }

    @Override
    public long nanosToNextDeadline(long now) {
        if (!inbox.isEmpty() || updates.areWaiting()) {
            return 0;
        }
        long next = Math.min(timers.next(), cgroups.next(now));
        long removal = tree.firstRemoval();
        if (removal != TrackedContainer.NEVER) {
            next = Math.min(next, removal + grace + 1);
        }
        return next == TrackedContainer.NEVER ? SECOND : Math.max(0, Math.min(next - now, SECOND));
    }

    @Override
    public void enrich(Metadata metadata) {
        inbox.reply(new Message.Wanted(metadata));
    }

    @Override
    public void settleAll(Listener listener) {
        updates.settleAll(listener);
        cgroups.settleAll(listener);
    }

    @Override
    public Collection<ContainerState> states() {
        return snapshots.states();
    }

    @Override
    public Collection<Container> containers() {
        return snapshots.live();
    }

    @Override
    public int live() {
        return snapshots.size();
    }

    @Override
    public int remembered() {
        return remembered;
    }

    @Override
    public List<LossCounter> failures() {
        return failures.counters(runtimes.present().stream().map(ContainerRuntime::name).distinct().toList(),
                inbox.lost(), runtimes.failedCalls());
    }

    @Override
    public void close() {
        onClose.run();
    }

    /** The table is being compared with the cgroup file system; for tests. */
    boolean isComparing() {
        return cgroups.isComparing();
    }

    /** How much the table holds, for tests of its bounds. */
    int held() {
        return tree.size() + attribution.indexed() + attribution.incomplete.size() + timers.size()
                + knownContainers.size();
    }
}
