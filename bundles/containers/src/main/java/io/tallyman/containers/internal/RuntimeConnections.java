package io.tallyman.containers.internal;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.ProcessSockets;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.internal.SocketDirectory.Place;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All runtimes, the sockets that they may have, and a connection to each that is there. While nothing is traced nobody is
 * connected to and no thread runs. Thread-safe.
 */
final class RuntimeConnections implements Runtimes, Endpoint.Audience {
    private static final System.Logger LOG = System.getLogger(RuntimeConnections.class.getName());
    private static final int MOST_STUCK = 3;
    private static final long BETWEEN_LOOKS = 10;
    private static final long GOODBYE = 1_000;

    /** A socket's statistics outlive its connections. */
    private record Key(String runtime, Path path) {
    }

    private final Timing timing;
    private final long ownUid = uidOf(Path.of("/proc/self"));
    private final List<SocketPattern> named = new CopyOnWriteArrayList<>();
    private final List<Inbox> inboxes = new CopyOnWriteArrayList<>();
    private final Map<Key, Statistics> statistics = new ConcurrentHashMap<>();
    private final Kubelet kubelet = new Kubelet(Path.of("/var/lib/kubelet"));
    private final InnerSockets inner = new InnerSockets(Path.of("/proc"));
    private final Set<String> known = new HashSet<>();
    private final List<Endpoint> stuck = new ArrayList<>();
    private final AtomicLong connections = new AtomicLong();
    private final Map<String, Long> lastConnections = new ConcurrentHashMap<>();
    private volatile List<ContainerRuntime> runtimes = List.of();
    private volatile List<Endpoint> endpoints = List.of();
    private volatile List<Place> places = List.of();
    private volatile boolean missesSome = true;
    private volatile long looks;
    private Thread watcher;
    private boolean hurried;
    private boolean reported;

    RuntimeConnections(Timing timing) {
        this.timing = timing;
    }

    // ---- who is there

    synchronized void add(ContainerRuntime runtime) {
        List<ContainerRuntime> more = new ArrayList<>(runtimes);
        more.add(runtime);
        publish(more);
        hurry();
    }

    /** Ends its connections and waits a moment for their threads: its classes are about to go. */
    void remove(ContainerRuntime runtime) {
        List<Endpoint> ended = new ArrayList<>();
        synchronized (this) {
            List<ContainerRuntime> fewer = new ArrayList<>(runtimes);
            fewer.removeIf(other -> other == runtime);
            publish(fewer);
            for (Endpoint endpoint : endpoints) {
                if (endpoint.runtime == runtime) {
                    endpoint.close();
                    ended.add(endpoint);
                }
            }
            endpoints = endpoints.stream().filter(endpoint -> endpoint.runtime != runtime).toList();
            hurry();
        }
        changed();
        try {
            for (Endpoint endpoint : ended) {
                endpoint.join(GOODBYE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(List<ContainerRuntime> present) {
        runtimes = List.copyOf(present);
        Set<String> names = new HashSet<>();
        present.forEach(runtime -> names.add(runtime.name()));
        known.addAll(names);
        missesSome = names.isEmpty() || !names.containsAll(known);
        changed();
    }

    AutoCloseable addSocket(String runtime, Path path) {
        SocketPattern pattern = new SocketPattern(runtime, path, true);
        named.add(pattern);
        hurry();
        return () -> {
            named.remove(pattern);
            hurry();
        };
    }

    /** Connects, if nobody has joined before, and posts to this inbox what is heard. */
    synchronized void join(Inbox inbox) {
        inboxes.add(inbox);
        if (watcher == null) {
            watcher = new Thread(null, this::watch, "tallyman-sockets", 256 * 1024);
            watcher.setDaemon(true);
            watcher.start();
        } else {
            endpoints.forEach(Endpoint::listAgain);
        }
    }

    /** Posts no more; the last to leave ends all connections. */
    synchronized void leave(Inbox inbox) {
        if (inboxes.remove(inbox) && inboxes.isEmpty()) {
            watcher = null;
            endpoints.forEach(Endpoint::close);
            endpoints = List.of();
            inner.clear();
            notifyAll();
        }
    }

    /** Ends all connections, whoever still listens. */
    void close() {
        inboxes.forEach(this::leave);
    }

    List<RuntimeStatus> statuses() {
        boolean idle = isIdle();
        List<Endpoint> now = endpoints;
        List<Place> last = places;
        List<Place> looked = idle || last.isEmpty() ? lookAtSockets() : last;
        List<RuntimeStatus> all = new ArrayList<>();
        looked.forEach(place -> all.add(status(place, now, idle)));
        now.stream().filter(endpoint -> looked.stream().noneMatch(place -> place.path().equals(endpoint.shown)))
                .forEach(endpoint -> all.add(endpoint.status()));
        return all;
    }

    private synchronized boolean isIdle() {
        return watcher == null;
    }

    private RuntimeStatus status(Place place, List<Endpoint> now, boolean idle) {
        RuntimeStatus.State state;
        String detail = "";
        Endpoint endpoint = connectionTo(now, place);
        if (place.runtime() == null) {
            state = RuntimeStatus.State.NO_RUNTIME;
            detail = "no bundle for " + place.pattern().runtime();
        } else if (place.file() == null) {
            state = RuntimeStatus.State.ABSENT;
        } else if (place.same() != null) {
            state = RuntimeStatus.State.DUPLICATE;
            detail = "leads to " + place.same().path();
        } else if (idle) {
            state = RuntimeStatus.State.IDLE;
        } else if (endpoint == null) {
            state = RuntimeStatus.State.CONNECTING;
        } else {
            return endpoint.status();
        }
        Statistics counted = statisticsOf(place.pattern().runtime(), place.path());
        return new RuntimeStatus(place.pattern().runtime(), place.path(), state, detail, counted.answers(),
                counted.failures(), counted.medianMicros());
    }

    private Statistics statisticsOf(String runtime, Path path) {
        return statistics.computeIfAbsent(new Key(runtime, path), k -> new Statistics());
    }

    // ---- sockets

    private void watch() {
        while (isWatcher()) {
            try {
                // no lock: a path may lead to a file system that hangs
                List<Place> looked = lookAtSockets();
                connectTo(looked, inner.look(runtimes, looked.stream().map(Place::file).filter(Objects::nonNull)
                        .toList()));
                endpoints.forEach(Endpoint::watch);
            } catch (RuntimeException | LinkageError e) {
                reportOnce(e);
            }
            rest();
        }
    }

    /** This thread must not end while anything is traced: without it nobody is found or given up. */
    private void reportOnce(Throwable unforeseen) {
        if (!reported) {
            reported = true;
            LOG.log(Level.ERROR, "looking for runtime sockets failed; it goes on", unforeseen);
        }
    }

    private List<Place> lookAtSockets() {
        List<SocketPattern> all = new ArrayList<>(named);
        all.addAll(kubelet.sockets(runtimes));
        return SocketDirectory.look(runtimes, all);
    }

    private synchronized boolean isWatcher() {
        return watcher == Thread.currentThread();
    }

    /** Until the next look is due or somebody is in a hurry, but never less than a moment. */
    private synchronized void rest() {
        long looked = System.nanoTime();
        try {
            for (long left = 1; left > 0 && isWatcher();) {
                long pause = hurried ? BETWEEN_LOOKS : timing.poll();
                left = TimeUnit.MILLISECONDS.toNanos(pause) - (System.nanoTime() - looked);
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            // nobody interrupts this thread, but a plug-in may have left it so
            reportOnce(e);
        }
        hurried = false;
    }

    /** Keeps the connections whose socket is still the same, ends the others, makes those that lack. */
    private synchronized void connectTo(List<Place> looked, List<InnerSockets.Found> inside) {
        List<Endpoint> now = new ArrayList<>();
        if (isWatcher()) {
            for (Place place : looked) {
                if (place.mayConnect()) {
                    connect(now, place.runtime(), place.file(), scopeOf(place), place.path(), () -> { });
                }
            }
        }
        for (InnerSockets.Found found : inside) {
            connect(now, found.runtime(), found.file(), found.scope(), found.shown(), found.handle());
        }
        if (!isWatcher()) {
            now.forEach(Endpoint::close);
            return;
        }
        endpoints.stream().filter(endpoint -> !now.contains(endpoint)).forEach(Endpoint::close);
        boolean news = !now.equals(endpoints) || !looked.equals(places);
        places = looked;
        endpoints = List.copyOf(now);
        looks++;
        if (news) {
            changed();
        }
    }

    /** Adds the connection to this socket, the one that is there or a new one. */
    private void connect(List<Endpoint> to, ContainerRuntime runtime, SocketFile file, Scope scope, Path shown,
            Closeable handle) {
        Endpoint there = find(endpoints, runtime, file, scope);
        if (there != null && there.isStuck()) {
            stuck.add(there);
            there = null;
        }
        if (there == null && isWatcher() && runtimes.contains(runtime) && mayStart(file)) {
            Endpoint made = new Endpoint(runtime, file, scope, shown, handle, timing,
                    statisticsOf(runtime.name(), shown), this);
            made.start();
            to.add(made);
            return;
        }
        if (there != null) {
            there.seen(file);
            to.add(there);
        }
        try {
            handle.close();
        } catch (IOException e) {
            reportOnce(e);
        }
    }

    private static Endpoint connectionTo(List<Endpoint> endpoints, Place place) {
        return place.mayConnect() ? endpoints.stream().filter(endpoint -> endpoint.runtime == place.runtime()
                && endpoint.socket.isSame(place.file())).findFirst().orElse(null) : null;
    }

    private static Endpoint find(List<Endpoint> endpoints, ContainerRuntime runtime, SocketFile file, Scope scope) {
        return endpoints.stream().filter(endpoint -> endpoint.runtime == runtime && endpoint.socket.isSame(file)
                && endpoint.origin.scope().equals(scope)).findFirst().orElse(null);
    }

    /** Threads that cannot be ended are left behind, but not any number of them. */
    private boolean mayStart(SocketFile file) {
        stuck.removeIf(endpoint -> !endpoint.isAlive());
        return stuck.stream().filter(endpoint -> endpoint.socket.isSame(file)).count() < MOST_STUCK;
    }

    private Scope scopeOf(Place place) {
        long owner = place.file().owner();
        boolean trusted = place.pattern().explicit() || owner == 0 || owner == ownUid;
        return trusted ? Scope.MACHINE : Scope.ofUser(owner);
    }

    private static long uidOf(Path path) {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid");
        } catch (IOException | UnsupportedOperationException e) {
            return -1;
        }
    }

    // ---- for the table

    @Override
    public List<ContainerRuntime> present() {
        return runtimes;
    }

    @Override
    public boolean missesSome() {
        return missesSome;
    }

    @Override
    public int ask(String runtime, String cgroupPath, Question question) {
        int asked = 0;
        for (Endpoint endpoint : endpoints) {
            asked += speaksOf(endpoint, runtime, cgroupPath) && endpoint.ask(question) ? 1 : 0;
        }
        return asked;
    }

    @Override
    public Reach reach(String runtime, String cgroupPath) {
        if (runtimes.stream().noneMatch(there -> there.name().equals(runtime))) {
            return Reach.NO_RUNTIME;
        }
        Reach best = new Reach(looks == 0 ? Reach.State.TRYING : Reach.State.ABSENT, "",
                lastConnections.getOrDefault(runtime, 0L));
        for (Endpoint endpoint : endpoints) {
            if (speaksOf(endpoint, runtime, cgroupPath)) {
                Reach.State state = endpoint.isConnected() ? Reach.State.CONNECTED : Reach.State.TRYING;
                best = best.better(new Reach(state, endpoint.detail(), endpoint.serial()));
            }
        }
        return best;
    }

    @Override
    public long newestConnection() {
        return connections.get();
    }

    private static boolean speaksOf(Endpoint endpoint, String runtime, String cgroupPath) {
        return endpoint.origin.runtime().equals(runtime) && endpoint.origin.scope().covers(cgroupPath);
    }

    @Override
    public synchronized void hurry() {
        hurried = true;
        notifyAll();
        endpoints.forEach(Endpoint::hurry);
    }

    @Override
    public long looks() {
        return looks;
    }

    @Override
    public void lookInside(String cgroupPath, int pid) {
        if (inner.add(cgroupPath, pid)) {
            hurry();
        }
    }

    @Override
    public void leaveInside(String cgroupPath) {
        inner.remove(cgroupPath);
    }

    void add(ProcessSockets opener) {
        inner.add(opener);
    }

    void remove(ProcessSockets opener) {
        inner.remove(opener);
    }

    // ---- what daemons say

    @Override
    public void told(Origin origin, List<ContainerFragment> fragments) {
        Answer.Told told = new Answer.Told(origin, fragments);
        inboxes.forEach(inbox -> inbox.tell(told));
    }

    @Override
    public void dropped(Origin origin, String id) {
        Answer.Dropped dropped = new Answer.Dropped(origin, id);
        inboxes.forEach(inbox -> inbox.tell(dropped));
    }

    @Override
    public long connected(Origin origin) {
        long serial = connections.incrementAndGet();
        lastConnections.merge(origin.runtime(), serial, Math::max);
        return serial;
    }

    @Override
    public void changed() {
        inboxes.forEach(inbox -> inbox.reply(new Answer.Changed()));
    }
}
