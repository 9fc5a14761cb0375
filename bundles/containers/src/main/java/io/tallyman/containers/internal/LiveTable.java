package io.tallyman.containers.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.containers.internal.attribution.Attribution;
import io.tallyman.containers.internal.attribution.Cgroup;
import io.tallyman.containers.internal.attribution.CgroupTree;
import io.tallyman.containers.internal.attribution.KnownContainer;
import io.tallyman.containers.internal.attribution.KnownContainers;
import io.tallyman.containers.internal.attribution.PathReader;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.cgroups.CgroupScan;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.counters.Failures;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.naming.ContainerSnapshots;
import io.tallyman.containers.internal.naming.Naming;
import io.tallyman.containers.internal.naming.Reporter;
import io.tallyman.containers.internal.naming.Timers;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The table of one session. Which cgroups there are comes from the source's records, what they are from the runtimes;
 * both meet on the reader thread, the latter through an {@link Inbox} that {@link #advance} empties.
 */
final class LiveTable implements ContainerTable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SourceSession source;
    private final RuntimeAccess runtimes;
    private final Inbox inbox;
    private final LongSupplier clock;
    private final Runnable onClose;
    private final long grace;
    private final Failures failures = new Failures();
    private final KnownContainers knownContainers = new KnownContainers();
    private final Timers timers = new Timers();
    private final CgroupTree tree;
    private final Attribution attribution;
    private final Naming naming;
    private final ContainerSnapshots snapshots;
    private final Reporter reporter;
    private final UnannouncedCgroups unannounced;
    /** The runtimes, and the newest connection to one, when all paths were read last. */
    private List<ContainerRuntime> matched;
    private long matchedConnection;
    private Metadata wanted = Metadata.NONE;
    private volatile int remembered;

    /**
     * @param attachments makes what the table's owner keeps with each state
     * @param scan        reads all cgroups that are there
     * @param ownCgroup   id of the cgroup that this process is in
     * @param clock       the same as {@link #advance} is called with
     * @param onClose     called once the table is closed
     */
    LiveTable(SourceSession source, RuntimeAccess runtimes, Inbox inbox, ContainerOptions options, AtomicLong serials,
            Supplier<?> attachments, Supplier<List<CgroupScan.Found>> scan, long ownCgroup, LongSupplier clock,
            Runnable onClose) {
        this.source = source;
        this.runtimes = runtimes;
        this.inbox = inbox;
        this.clock = clock;
        this.onClose = onClose;
        grace = options.grace().toNanos();
        List<CgroupScan.Found> first = scan.get();
        String ownPath = first.stream().filter(found -> found.id() == ownCgroup).map(CgroupScan.Found::path).findFirst()
                .orElse("");
        tree = new CgroupTree(options.limit(), ownPath, attachments);
        attribution = new Attribution(tree, new PathReader(runtimes, failures), knownContainers,
                options.nested() ? this::lookInside : outer -> { });
        naming = new Naming(runtimes, timers, inbox, options.deadline().toNanos());
        snapshots = new ContainerSnapshots(serials);
        reporter = new Reporter(naming, snapshots, failures, options.deadline());
        unannounced = new UnannouncedCgroups(tree, failures, scan, inbox, clock.getAsLong());
        matched = runtimes.present();
        first.forEach(this::enterScanned);
    }

    @Override
    public ContainerState host() {
        return tree.host();
    }

    @Override
    public ContainerState find(long cgroupId) {
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

    @Override
    public void created(long cgroupId, String path, int uid, Listener listener) {
        Cgroup former = tree.find(cgroupId);
        boolean live = former != null && !former.removed && former.path != null;
        if (live && former.path.equals(path)) {
            if (!former.isOwn() || !former.owner.announced) {
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
        report(listener);
    }

    @Override
    public void removed(long cgroupId, Listener listener) {
        unannounced.removed(cgroupId);
        Cgroup cgroup = tree.find(cgroupId);
        if (cgroup == null || cgroup.removed || cgroup.path == null) {
            return;
        }
        tree.remove(cgroup, clock.getAsLong());
        attribution.removed(cgroup);
        if (cgroup.isOwn()) {
            runtimes.leaveInside(cgroup.path);
        }
        remembered = tree.formerContainers();
        report(listener);
    }

    @Override
    public void started(ContainerState state) {
        Container snapshot = state.container();
        Cgroup cgroup = snapshot == null ? null : tree.find(snapshot.cgroupId());
        if (cgroup != null && cgroup.isOwn() && cgroup.state == state && !cgroup.owner.started) {
            reporter.started(cgroup.owner);
            if (cgroup.owner.wanted != Metadata.NONE) {
                naming.turn(cgroup.owner, clock.getAsLong());
            }
        }
    }

    @Override
    public int advance(long now, Listener listener) {
        int taken = 0;
        inbox.listen();
        for (Message answer = inbox.take(); answer != null; answer = inbox.take()) {
            takeIn(answer, now, listener);
            taken++;
        }
        report(listener);
        for (TrackedContainer due = timers.due(now); due != null; due = timers.due(now)) {
            if (!due.forgotten) {
                naming.turn(due, now);
                attribution.changed.add(due);
            }
        }
        report(listener);
        unannounced.advance(now);
        for (Cgroup old = tree.forgetNext(now - grace); old != null; old = tree.forgetNext(now - grace)) {
            if (old.isOwn()) {
                timers.set(old.owner, TrackedContainer.NEVER);
                attribution.forget(old.owner);
            }
        }
        remembered = tree.formerContainers();
        return taken;
    }

    private void takeIn(Message answer, long now, Listener listener) {
        if (answer instanceof Message.Told told) {
            told.fragments().forEach(fragment -> attribution.learn(knownContainers.tell(told.origin(), fragment)));
        } else if (answer instanceof Message.Reply reply) {
            takeReply(reply, now);
        } else if (answer instanceof Message.Dropped dropped) {
            knownContainers.dropped(dropped.origin(), dropped.id());
        } else if (answer instanceof Message.Changed) {
            runtimesChanged(now);
        } else if (answer instanceof Message.Wanted more) {
            want(more.metadata(), now);
        } else if (answer instanceof Message.Scanned scanned) {
            scanned.cgroups().stream().filter(unannounced::isStillThere).forEach(this::enterScanned);
            report(listener);
            unannounced.scanned(listener);
        }
    }

    private void takeReply(Message.Reply reply, long now) {
        TrackedContainer asker = (TrackedContainer) reply.question().asker();
        naming.replied(asker, reply);
        ContainerFragment fragment = reply.fragment();
        if (fragment != null) {
            boolean more = asker.known != null && asker.known.origin.equals(reply.origin());
            KnownContainer known = more ? knownContainers.merge(asker.known, fragment)
                    : knownContainers.tell(reply.origin(), fragment);
            known.inspected |= reply.question().full();
            attribution.learn(known);
        }
        if (!asker.forgotten) {
            naming.turn(asker, now);
            attribution.changed.add(asker);
        }
    }

    private void lookInside(TrackedContainer outer) {
        outer.mayHoldContainers = true;
        if (outer.known != null && outer.known.pid != 0 && !outer.gone) {
            runtimes.lookInside(outer.cgroup.path, outer.known.pid);
            outer.lookedInside = true;
        }
    }

    /**
     * Paths are read again, since a runtime may read them by what it has learnt from its daemon. Who could not be named is
     * asked for again when somebody is there to ask.
     */
    private void runtimesChanged(long now) {
        List<ContainerRuntime> present = runtimes.present();
        long newest = runtimes.newestConnection();
        if (present != matched || newest != matchedConnection) {
            matched = present;
            matchedConnection = newest;
            tree.all().forEach(attribution::matchAgain);
        }
        for (TrackedContainer container : attribution.incomplete) {
            if (container.asked && !container.gone) {
                naming.runtimesChanged(container, now);
            }
            attribution.changed.add(container);
        }
    }

    private void want(Metadata metadata, long now) {
        wanted = metadata;
        for (Cgroup cgroup : tree.all()) {
            if (cgroup.isOwn() && !cgroup.owner.wanted.includes(wanted)) {
                begin(cgroup.owner, now);
                attribution.changed.add(cgroup.owner);
            }
        }
    }

    private void begin(TrackedContainer container, long now) {
        container.wanted = wanted;
        attribution.incomplete.add(container);
        naming.begin(container, now);
    }

    /** Tells the listener of everybody who has changed; telling may change others. */
    private void report(Listener listener) {
        while (!attribution.changed.isEmpty()) {
            Iterator<TrackedContainer> first = attribution.changed.iterator();
            TrackedContainer container = first.next();
            first.remove();
            report(container, listener);
        }
    }

    private void report(TrackedContainer container, Listener listener) {
        if (!container.wanted.includes(wanted) || container.unconfirmed && !container.asked) {
            begin(container, clock.getAsLong());
        }
        if (container.unconfirmed && naming.isDenied(container)) {
            attribution.dissolve(container);
            listener.settled(container.state);
            return;
        }
        // nobody has been able to deny it: to say so is better than to call it the host
        container.unconfirmed &= !naming.isOver(container);
        if (container.unconfirmed) {
            return;
        }
        reporter.report(container, listener);
        if (container.mayHoldContainers) {
            lookInside(container);
        }
        if (container.isSatisfied()) {
            attribution.incomplete.remove(container);
        }
    }

    private void enterScanned(CgroupScan.Found found) {
        Cgroup former = tree.find(found.id());
        if (former == null || former.path == null) {
            Cgroup cgroup = tree.add(found.id(), found.path(), 0, found.uid());
            cgroup.existed = true;
            attribution.enter(cgroup);
        } else {
            // a service manager makes a directory as root and then gives it to a user
            former.ownedBy(found.uid());
        }
    }

    @Override
    public long moves() {
        return attribution.moves();
    }

    @Override
    public long nanosToNextDeadline(long now) {
        if (!inbox.isEmpty() || !attribution.changed.isEmpty()) {
            return 0;
        }
        long next = Math.min(timers.next(), unannounced.next());
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
                inbox.lost());
    }

    @Override
    public void close() {
        onClose.run();
    }

    /** How much the table holds, for tests of its bounds. */
    int held() {
        return tree.size() + attribution.indexed() + attribution.incomplete.size() + timers.size()
                + knownContainers.size();
    }
}
