package io.tallyman.engine.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.containers.Containers;
import io.tallyman.containers.RuntimeStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * A table in which every cgroup with an id below 1000 is a container, named when the test says so, or, from 900 on, may
 * be one.
 */
final class FakeContainers implements Containers, ContainerTable {
    private static final long MAYBE = 900;

    private final Map<Long, ContainerState> states = new HashMap<>();
    final ConcurrentLinkedQueue<Consumer<Listener>> answers = new ConcurrentLinkedQueue<>();
    final List<Container> existing = new ArrayList<>();
    private volatile boolean enrich;
    private long serial;
    volatile int closed;

    Container container(long cgroup, Enrichment enrichment, boolean started) {
        boolean named = enrichment == Enrichment.COMPLETE;
        return new Container(++serial, "id-" + cgroup, "docker", named ? "name-" + cgroup : "", named ? "bb:1" : "", "",
                "", Map.of(), Pod.NONE, 77, cgroup, List.of(), started, false, enrichment, "");
    }

    /** The answer for a cgroup, or the passing of its deadline, is there. */
    void settle(long cgroup, Enrichment enrichment) {
        answers.add(listener -> {
            ContainerState state = states.get(cgroup);
            state.update(container(cgroup, enrichment, state.container().started()), false);
            listener.settled(state);
        });
    }

    /** Its runtime says whether the cgroup is a container. */
    void confirm(long cgroup, boolean real) {
        answers.add(listener -> {
            ContainerState state = states.get(cgroup);
            state.update(real ? container(cgroup, enrich ? Enrichment.PENDING : Enrichment.NONE, false) : null, enrich
                    && real);
            if (real) {
                listener.appeared(state);
            }
            if (!state.isWaiting()) {
                listener.settled(state);
            }
        });
    }

    @Override
    public ContainerTable open(SourceSession source, ContainerOptions options) {
        return this;
    }

    @Override
    public AutoCloseable addSocket(String runtime, Path socket) {
        return () -> { };
    }

    @Override
    public List<RuntimeStatus> runtimes() {
        return List.of();
    }

    @Override
    public ContainerState find(long cgroupId) {
        return states.getOrDefault(cgroupId, ContainerState.HOST);
    }

    @Override
    public void created(long cgroupId, String path, Listener listener) {
        if (cgroupId < 1000) {
            ContainerState state = new ContainerState();
            states.put(cgroupId, state);
            if (cgroupId >= MAYBE) {
                state.update(null, true);
                return;
            }
            state.update(container(cgroupId, enrich ? Enrichment.PENDING : Enrichment.NONE, false), enrich);
            listener.appeared(state);
        }
    }

    @Override
    public void removed(long cgroupId, Listener listener) {
        ContainerState state = states.get(cgroupId);
        if (state != null) {
            listener.vanished(state);
        }
    }

    @Override
    public void started(ContainerState state) {
        Container c = state.container();
        state.update(container(c.cgroupId(), c.enrichment(), true), state.isWaiting());
    }

    @Override
    public int advance(long nowNanos, Listener listener) {
        int count = 0;
        for (Consumer<Listener> answer; (answer = answers.poll()) != null; count++) {
            answer.accept(listener);
        }
        return count;
    }

    @Override
    public long nanosToNextDeadline(long nowNanos) {
        return 5_000_000;
    }

    @Override
    public void enrich(boolean wanted) {
        enrich = wanted;
    }

    @Override
    public Collection<Container> containers() {
        return existing;
    }

    @Override
    public int live() {
        return states.size();
    }

    @Override
    public int remembered() {
        return 0;
    }

    @Override
    public List<LossCounter> failures() {
        return List.of();
    }

    @Override
    public void close() {
        closed++;
    }
}
