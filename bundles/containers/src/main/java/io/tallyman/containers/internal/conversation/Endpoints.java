package io.tallyman.containers.internal.conversation;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.counters.CallStatistics;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.sockets.SocketDirectory.Place;
import io.tallyman.containers.internal.sockets.SocketFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All endpoints. An endpoint lasts while its socket is the same, whatever path leads to the socket. One thread at a
 * time changes the endpoints; any thread may read them.
 */
public final class Endpoints {
    private static final int MOST_STUCK = 3;

    private final Timing timing;
    private final Endpoint.Audience audience;
    private final Map<Key, CallStatistics> statistics = new ConcurrentHashMap<>();
    private final List<Endpoint> stuck = new ArrayList<>();
    private volatile List<Endpoint> current = List.of();

    /** A socket's statistics outlive its connections. */
    private record Key(String runtime, Path path) {
    }

    /**
     * A socket that a connection is to lead to.
     *
     * @param shown  the path of the socket for people
     * @param handle keeps the socket reachable; closed with the endpoint, or if no endpoint is made
     */
    public record Wanted(ContainerRuntime runtime, SocketFile file, Authority authority, Path shown, Closeable handle) {
    }

    public Endpoints(Timing timing, Endpoint.Audience audience) {
        this.timing = timing;
        this.audience = audience;
    }

    public List<Endpoint> current() {
        return current;
    }

    /**
     * Keeps the endpoints whose socket is still the same, ends the others, and makes an endpoint for each new socket.
     *
     * @param present the runtimes that are installed now
     * @return whether anything has changed
     */
    public boolean connect(List<Wanted> all, List<ContainerRuntime> present) {
        List<Endpoint> before = current;
        List<Endpoint> now = new ArrayList<>();
        for (Wanted wanted : all) {
            Endpoint endpoint = keep(wanted, before);
            if (endpoint == null && present.contains(wanted.runtime) && mayStart(wanted.file)) {
                endpoint = make(wanted);
            } else {
                release(wanted);
            }
            if (endpoint != null) {
                now.add(endpoint);
            }
        }
        before.stream().filter(endpoint -> !now.contains(endpoint)).forEach(Endpoint::close);
        current = List.copyOf(now);
        // an endpoint starts once it can be found: its daemon may answer at once
        now.stream().filter(endpoint -> !before.contains(endpoint)).forEach(Endpoint::start);
        return !now.equals(before);
    }

    /** The endpoint of this socket that can still be used, or null. */
    private Endpoint keep(Wanted wanted, List<Endpoint> before) {
        Endpoint there = before.stream().filter(endpoint -> endpoint.runtime == wanted.runtime
                && endpoint.socket.isSame(wanted.file) && endpoint.origin.authority().equals(wanted.authority))
                .findFirst().orElse(null);
        if (there != null && there.isStuck()) {
            stuck.add(there);
            return null;
        }
        if (there != null) {
            there.seen(wanted.file);
        }
        return there;
    }

    private Endpoint make(Wanted wanted) {
        return new Endpoint(wanted.runtime, wanted.file, wanted.authority, wanted.shown, wanted.handle, timing,
                statisticsOf(wanted.runtime.name(), wanted.shown), audience);
    }

    /** Closes the handle of a socket for which no endpoint is made. */
    public void release(Wanted wanted) {
        try {
            wanted.handle.close();
        } catch (IOException e) {
            statisticsOf(wanted.runtime.name(), wanted.shown).failed("close");
        }
    }

    /** Threads that cannot be ended are left behind, but only a few for each socket. */
    private boolean mayStart(SocketFile file) {
        stuck.removeIf(endpoint -> !endpoint.isAlive());
        return stuck.stream().filter(endpoint -> endpoint.socket.isSame(file)).count() < MOST_STUCK;
    }

    /** Ends the endpoints of a runtime, which may be null. Their threads may still need a moment. */
    public List<Endpoint> close(ContainerRuntime runtime) {
        List<Endpoint> ended = current.stream().filter(endpoint -> endpoint.runtime == runtime).toList();
        ended.forEach(Endpoint::close);
        current = current.stream().filter(endpoint -> endpoint.runtime != runtime).toList();
        return ended;
    }

    public void closeAll() {
        current.forEach(Endpoint::close);
        current = List.of();
    }

    /** @return how many of these daemons have taken the question */
    public int ask(Origin daemons, Question question) {
        int asked = 0;
        for (Endpoint endpoint : current) {
            asked += endpoint.origin.answersFor(daemons) && endpoint.ask(question) ? 1 : 0;
        }
        return asked;
    }

    /**
     * What the connections to these daemons add up to.
     *
     * @param without what holds where there is no connection
     */
    public Reachability reach(Origin daemons, Reachability without) {
        Reachability all = without;
        for (Endpoint endpoint : current) {
            if (endpoint.origin.answersFor(daemons)) {
                all = all.and(endpoint.reach());
            }
        }
        return all;
    }

    /** How each of those connections goes. */
    public List<SocketReport> sockets(Origin daemons) {
        return current.stream().filter(endpoint -> endpoint.origin.answersFor(daemons)).map(Endpoint::report).toList();
    }

    /** @param idle nothing is traced, so no connection is made */
    public List<RuntimeStatus> statuses(List<Place> places, boolean idle) {
        List<Endpoint> now = current;
        List<RuntimeStatus> all = new ArrayList<>();
        places.forEach(place -> all.add(status(place, now, idle)));
        now.stream().filter(endpoint -> places.stream().noneMatch(place -> place.path().equals(endpoint.shown)))
                .forEach(endpoint -> all.add(endpoint.status()));
        return all;
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
        } else if (!place.problem().isEmpty()) {
            state = RuntimeStatus.State.FAILING;
            detail = place.problem();
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
        CallStatistics counted = statisticsOf(place.pattern().runtime(), place.path());
        return new RuntimeStatus(place.pattern().runtime(), place.path(), state, detail, counted.answers(),
                counted.failures(), counted.medianMicros());
    }

    private static Endpoint connectionTo(List<Endpoint> endpoints, Place place) {
        return place.mayConnect() ? endpoints.stream().filter(endpoint -> endpoint.runtime == place.runtime()
                && endpoint.socket.isSame(place.file())).findFirst().orElse(null) : null;
    }

    private CallStatistics statisticsOf(String runtime, Path path) {
        return statistics.computeIfAbsent(new Key(runtime, path), k -> new CallStatistics());
    }
}
