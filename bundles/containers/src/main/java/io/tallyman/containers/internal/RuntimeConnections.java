package io.tallyman.containers.internal;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.ProcessSockets;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.conversation.Endpoint;
import io.tallyman.containers.internal.conversation.Endpoints;
import io.tallyman.containers.internal.conversation.Endpoints.Wanted;
import io.tallyman.containers.internal.conversation.Inboxes;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.conversation.SocketReport;
import io.tallyman.containers.internal.conversation.Timing;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.plugins.InstalledRuntimes;
import io.tallyman.containers.internal.plugins.PluginFailures;
import io.tallyman.containers.internal.sockets.InnerSockets;
import io.tallyman.containers.internal.sockets.SocketDirectory.Place;
import io.tallyman.containers.internal.sockets.SocketPattern;
import io.tallyman.containers.internal.sockets.SocketPlaces;
import io.tallyman.watch.PathEvents;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * All installed runtimes, the sockets that they may have, and a connection to each socket that exists. While nothing is
 * traced there is no connection and no thread. Thread-safe.
 */
final class RuntimeConnections implements RuntimeAccess {
    private static final System.Logger LOG = System.getLogger(RuntimeConnections.class.getName());
    private static final long BETWEEN_LOOKS = 10;
    private static final long BETWEEN_CHECKS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_PATIENCE = 1_000;
    private static final long PLUGIN_PATIENCE = 1_000;

    private final Timing timing;
    private final SocketPlaces search = new SocketPlaces(Path.of("/var/lib/kubelet"));
    private final InnerSockets inner = new InnerSockets(Path.of("/proc"));
    private final InstalledRuntimes runtimes = new InstalledRuntimes(
            new PluginFailures(text -> LOG.log(Level.WARNING, text)), PLUGIN_PATIENCE);
    private final Inboxes inboxes = new Inboxes();
    private final Endpoints endpoints;
    private volatile List<Place> places = List.of();
    private volatile long begun;
    private volatile long looks;
    private Thread watcher;
    private boolean hurried;
    private boolean reported;

    RuntimeConnections(Timing timing) {
        this.timing = timing;
        endpoints = new Endpoints(timing, inboxes);
    }

    // ---- runtimes, named sockets and tables

    /** Takes no lock while the bundle is asked for its name. */
    void add(ContainerRuntime runtime) {
        runtimes.add(runtime);
        inboxes.changed();
        hurry();
    }

    /**
     * Ends the runtime's connections and waits a moment for their threads, as the classes of the bundle are about to
     * go.
     */
    void remove(ContainerRuntime runtime) {
        List<Endpoint> ended;
        synchronized (this) {
            ended = endpoints.close(runtimes.remove(runtime));
            hurry();
        }
        inboxes.changed();
        try {
            for (Endpoint endpoint : ended) {
                endpoint.join(CLOSE_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    AutoCloseable addSocket(String runtime, Path path) {
        SocketPattern pattern = search.add(runtime, path);
        hurry();
        return () -> {
            search.remove(pattern);
            hurry();
        };
    }

    /** Posts to this inbox what daemons say from now on. The first inbox to join has the sockets looked for. */
    synchronized void join(Inbox inbox) {
        inboxes.add(inbox);
        if (watcher == null) {
            watcher = new Thread(null, this::watch, "tallyman-sockets", 256 * 1024);
            watcher.setDaemon(true);
            watcher.start();
        } else {
            endpoints.current().forEach(Endpoint::listAgain);
        }
    }

    /** Posts no more to this inbox. With the last inbox all connections end. */
    synchronized void leave(Inbox inbox) {
        if (inboxes.remove(inbox)) {
            watcher = null;
            endpoints.closeAll();
            inner.clear();
            notifyAll();
        }
    }

    /** Ends all connections, also if inboxes are still joined. */
    void close() {
        inboxes.all().forEach(this::leave);
    }

    List<RuntimeStatus> statuses() {
        boolean idle = isIdle();
        List<Place> last = places;
        return endpoints.statuses(idle || last.isEmpty() ? search.look(runtimes.all()) : last, idle);
    }

    private synchronized boolean isIdle() {
        return watcher == null;
    }

    // ---- sockets

    private void watch() {
        try (PathEvents events = new PathEvents(this::lookSoon)) {
            while (isWatcher()) {
                try {
                    look(events);
                } catch (RuntimeException | LinkageError e) {
                    reportOnce(e);
                }
                rest(events.isHearing());
            }
        }
    }

    /** Holds no lock: a path may lead to a file system that hangs. */
    private void look(PathEvents events) {
        long number = beginLook();
        List<Place> looked = search.look(runtimes.all());
        if (events.await(search.ways(looked))) {
            lookSoon();
        }
        connectTo(looked, inner.look(runtimes.all(), looked.stream().map(Place::file).filter(Objects::nonNull)
                .toList()), number);
        endpoints.current().forEach(Endpoint::watch);
    }

    private synchronized long beginLook() {
        return ++begun;
    }

    private synchronized void lookSoon() {
        hurried = true;
        notifyAll();
    }

    /** This thread must not end while anything is traced: without it no socket is found and no call is ended. */
    private void reportOnce(Throwable unforeseen) {
        if (!reported) {
            reported = true;
            LOG.log(Level.ERROR, "looking for runtime sockets failed; it goes on", unforeseen);
        }
    }

    private synchronized boolean isWatcher() {
        return watcher == Thread.currentThread();
    }

    /** Waits until the next look is due, or for a moment where a look has been asked for. */
    private synchronized void rest(boolean hearing) {
        long looked = System.nanoTime();
        boolean idle = hearing && inner.isEmpty() && endpoints.current().stream().noneMatch(Endpoint::isAsking);
        try {
            for (long left = 1; left > 0 && isWatcher();) {
                long pause = hurried ? BETWEEN_LOOKS : idle ? timing.idle() : timing.poll();
                left = TimeUnit.MILLISECONDS.toNanos(pause) - (System.nanoTime() - looked);
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, BETWEEN_CHECKS));
                runtimes.expireCalls();
            }
        } catch (InterruptedException e) {
            // only a plug-in can have left this thread interrupted
            reportOnce(e);
        }
        hurried = false;
    }

    private synchronized void connectTo(List<Place> looked, List<InnerSockets.Found> inside, long look) {
        List<Wanted> wanted = new ArrayList<>();
        for (Place place : looked) {
            if (place.mayConnect()) {
                wanted.add(new Wanted(place.runtime(), place.file(), place.authority(), place.path(), () -> { }));
            }
        }
        inside.forEach(found -> wanted.add(new Wanted(found.runtime(), found.file(), found.authority(), found.shown(),
                found.handle())));
        if (!isWatcher()) {
            wanted.forEach(endpoints::release);
            return;
        }
        // a runtime that was removed during the look gets no connection
        boolean news = endpoints.connect(wanted, runtimes.all()) || !looked.equals(places);
        places = looked;
        looks = look;
        if (news) {
            inboxes.changed();
        }
    }

    // ---- for the table

    @Override
    public List<ContainerRuntime> present() {
        return runtimes.all();
    }

    @Override
    public boolean missesSome() {
        return runtimes.missesSome();
    }

    @Override
    public long failedCalls() {
        return runtimes.failedCalls();
    }

    @Override
    public int ask(Origin daemons, Question question) {
        return endpoints.ask(daemons, question);
    }

    @Override
    public Reachability reach(Origin daemons) {
        if (!runtimes.has(daemons.runtime())) {
            return Reachability.NO_RUNTIME;
        }
        boolean unseen = looks == 0;
        return endpoints.reach(daemons, new Reachability(unseen ? Reachability.State.TRYING
                : Reachability.State.ABSENT, unseen, inboxes.newestConnection(daemons)));
    }

    @Override
    public List<SocketReport> sockets(Origin daemons) {
        return endpoints.sockets(daemons);
    }

    @Override
    public long newestConnection() {
        return inboxes.newestConnection();
    }

    @Override
    public void hurry() {
        lookSoon();
        endpoints.current().forEach(Endpoint::hurry);
    }

    @Override
    public long looks() {
        return looks;
    }

    @Override
    public long nextLook() {
        return begun + 1;
    }

    @Override
    public void lookInside(String cgroupPath, int pid) {
        if (inner.add(cgroupPath, pid)) {
            hurry();
        }
    }

    @Override
    public void leaveInside(String cgroupPath) {
        inboxes.forget(Authority.inside(cgroupPath));
        if (inner.remove(cgroupPath)) {
            lookSoon();
        }
    }

    void add(ProcessSockets opener) {
        inner.add(opener);
    }

    void remove(ProcessSockets opener) {
        inner.remove(opener);
    }
}
