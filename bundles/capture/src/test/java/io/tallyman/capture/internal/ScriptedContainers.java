package io.tallyman.capture.internal;

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
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Every cgroup below 1000 becomes a container whose name comes, fails, is late and changes as the dice fall. */
final class ScriptedContainers implements Containers, ContainerTable {
    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<Long, ContainerState> states = new HashMap<>();
    private final AtomicLong serials = new AtomicLong(1_000);
    private volatile boolean enrich;
    volatile int opened;

    private Container container(long cgroup, Enrichment enrichment, boolean started) {
        boolean named = enrichment == Enrichment.COMPLETE;
        String odd = "\ud800\u001b]0;\u2603" + random.nextInt(7);
        return new Container(serials.incrementAndGet(), "id-" + cgroup + (cgroup % 9 == 0 ? odd : ""), "docker",
                named ? "name-" + odd : "", named ? "bb:" + random.nextInt(3) : "", named ? "bb@sha256:77" : "", "",
                named ? Map.of("b", odd, "a", "\u00e4") : Map.of(),
                cgroup % 4 == 0 ? new Pod("pod-" + cgroup, "ns", "uid", cgroup % 8 == 0) : Pod.NONE, cgroup * 1_001,
                cgroup, cgroup % 5 == 0 ? List.of("outer", "inner") : List.of(), started, cgroup % 6 == 0, enrichment,
                named ? "" : "docker: it has \"no\" answer");
    }

    @Override
    public ContainerTable open(SourceSession source, ContainerOptions options) {
        opened++;
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
        if (!states.containsKey(cgroupId)) {
            ContainerState state = new ContainerState();
            state.update(container(cgroupId, enrich ? Enrichment.PENDING : Enrichment.NONE, false), enrich);
            states.put(cgroupId, state);
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
        for (ContainerState state : states.values()) {
            boolean change = enrich && random.nextInt(state.isWaiting() ? 5 : 40) == 0;
            if (change) {
                Enrichment next = List.of(Enrichment.PENDING, Enrichment.FAILED, Enrichment.COMPLETE,
                        Enrichment.COMPLETE).get(random.nextInt(4));
                boolean waited = state.isWaiting();
                state.update(container(state.container().cgroupId(), next, state.container().started()), false);
                count++;
                if (waited) {
                    listener.settled(state);
                }
            }
        }
        return count;
    }

    @Override
    public long nanosToNextDeadline(long nowNanos) {
        return 1_000_000;
    }

    @Override
    public void enrich(boolean wanted) {
        enrich = wanted;
    }

    @Override
    public Collection<Container> containers() {
        return new ArrayList<>();
    }

    @Override
    public int live() {
        return 0;
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
    }
}
