package io.tallyman.containers.internal.support;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.containers.internal.attribution.ContainerIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A runtime whose daemon is a map, with calls that can be made to fail or hang. */
public final class FakeRuntime implements ContainerRuntime {
    /** What a call does before it answers. */
    public interface Behaviour {
        void before(String call, String id) throws IOException, InterruptedException;
    }

    public final Map<String, ContainerFragment> containers = new ConcurrentHashMap<>();
    public final List<Connection> connections = new CopyOnWriteArrayList<>();
    final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    public volatile Behaviour behaviour = (call, id) -> { };
    private final String name;
    private final Function<String, CgroupMatch> match;
    private final List<Path> sockets;

    public FakeRuntime(String name, Function<String, CgroupMatch> match, Path... sockets) {
        this.name = name;
        this.match = match;
        this.sockets = List.of(sockets);
    }

    /** Random ids below a directory of the runtime's, wherever that stands. */
    public static FakeRuntime docker(Path... sockets) {
        return new FakeRuntime("docker", path -> {
            int last = path.lastIndexOf("/docker/");
            String id = last < 0 ? "" : path.substring(last + "/docker/".length());
            return ContainerIds.isRandom(id) ? new CgroupMatch(id, true) : null;
        }, sockets);
    }

    /** Any name in any namespace: it has to be asked. */
    public static FakeRuntime containerd(Path... sockets) {
        return new FakeRuntime("containerd", path -> {
            String[] parts = path.split("/");
            return parts.length == 3 ? new CgroupMatch(parts[2], false) : null;
        }, sockets);
    }

    public int calls(String call) {
        AtomicInteger count = calls.get(call);
        return count == null ? 0 : count.get();
    }

    public Connection connection() {
        return connections.get(connections.size() - 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Path> defaultSockets() {
        return sockets;
    }

    @Override
    public CgroupMatch match(String cgroupPath) {
        return match.apply(cgroupPath);
    }

    @Override
    public RuntimeConnection connect(RuntimeContext context) throws IOException, InterruptedException {
        call("connect", context.socket().toString());
        Connection connection = new Connection();
        connections.add(connection);
        return connection;
    }

    private void call(String call, String id) throws IOException, InterruptedException {
        calls.computeIfAbsent(call, k -> new AtomicInteger()).incrementAndGet();
        behaviour.before(call, id);
    }

    /** A connection to the map. */
    public final class Connection implements RuntimeConnection {
        public volatile Listener listener;
        public volatile boolean closed;

        @Override
        public String version() throws IOException, InterruptedException {
            call("version", "");
            return name + " 7.3.1";
        }

        @Override
        public void watch(Listener to) throws IOException, InterruptedException {
            call("watch", "");
            listener = to;
        }

        @Override
        public List<ContainerFragment> list() throws IOException, InterruptedException {
            Collection<ContainerFragment> all = containers.values();
            call("list", "");
            return new ArrayList<>(all);
        }

        @Override
        public ContainerFragment quick(String id) throws IOException, InterruptedException {
            call("quick", id);
            return containers.get(id);
        }

        @Override
        public ContainerFragment inspect(String id) throws IOException, InterruptedException {
            call("inspect", id);
            return containers.get(id);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
