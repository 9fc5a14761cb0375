package io.tallyman.engine.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.containers.ContainerState;
import io.tallyman.testing.QuietContainers;
import io.tallyman.testing.SettableState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A table in which every cgroup with an id below 1000 is a container, named when the test says so, or, from 900 on, may
 * be one.
 */
public final class FakeContainers extends QuietContainers {
    private static final long MAYBE = 900;
    private static final long HOST = 1000;

    public final ConcurrentLinkedQueue<Consumer<Listener>> answers = new ConcurrentLinkedQueue<>();
    private final List<SettableState> existing = new CopyOnWriteArrayList<>();
    /** The container that this process runs in; null: it runs on the host. */
    public volatile ContainerState own;
    /** Cgroups of containers whose health check is awaited. */
    public final List<Long> awaited = new CopyOnWriteArrayList<>();
    private long serial;

    @Override
    public ContainerState own() {
        ContainerState now = own;
        return now == null ? host() : now;
    }

    @Override
    protected Container container(long cgroup, Enrichment enrichment, boolean started) {
        boolean named = enrichment == Enrichment.COMPLETE;
        return new Container(++serial, "id-" + cgroup, "docker", named ? "name-" + cgroup : "", named ? "bb:1" : "", "",
                "", Map.of(), Pod.NONE, 77, cgroup, List.of(), started, false, enrichment, "");
    }

    /** The answer for a cgroup, or the passing of its deadline, is there. */
    public void settle(long cgroup, Enrichment enrichment) {
        answers.add(listener -> {
            SettableState state = states.get(cgroup);
            state.update(container(cgroup, enrichment, state.container().started()), false);
            listener.settled(state);
        });
    }

    /** The runtime tells how the health of a container is checked. */
    public void healthcheck(long cgroup, List<String> program) {
        answers.add(listener -> states.get(cgroup).healthcheck(program));
    }

    @Override
    public void awaitHealthcheck(long cgroup, Listener listener) {
        awaited.add(cgroup);
        SettableState state = states.get(cgroup);
        state.update(state.container(), true);
    }

    /** Its runtime says whether the cgroup is a container. */
    public void confirm(long cgroup, boolean real) {
        answers.add(listener -> {
            SettableState state = states.get(cgroup);
            state.update(real ? container(cgroup, unanswered(), false) : null, isEnriching() && real);
            if (real) {
                listener.appeared(state);
            }
            if (!state.isWaiting()) {
                listener.settled(state);
            }
        });
    }

    @Override
    public void created(long cgroupId, String path, int uid, Listener listener) {
        if (cgroupId < MAYBE) {
            super.created(cgroupId, path, uid, listener);
        } else if (cgroupId < HOST) {
            SettableState state = newState();
            state.update(null, true);
            states.put(cgroupId, state);
        }
    }

    @Override
    public int advance(long nowNanos, Listener listener) {
        int count = 0;
        for (Consumer<Listener> answer; (answer = answers.poll()) != null; count++) {
            answer.accept(listener);
        }
        return count;
    }

    /** A container that is there already, named or not; the listener has heard of it. */
    public SettableState exists(long cgroup, Enrichment enrichment) {
        SettableState state = newState();
        state.update(container(cgroup, enrichment, true), enrichment == Enrichment.PENDING);
        existing.add(state);
        return state;
    }

    /** Reports a container that was there before the trace began. */
    public SettableState report(long cgroup) {
        SettableState state = newState();
        answers.add(listener -> {
            state.update(existed(container(cgroup, unanswered(), false)), isEnriching());
            states.put(cgroup, state);
            listener.appeared(state);
        });
        return state;
    }

    /** The runtime's answer for a container that was there before; events need not wait any longer. */
    public void resolve(SettableState state, Enrichment enrichment) {
        answers.add(listener -> {
            state.update(existed(container(state.container().cgroupId(), enrichment, false)), false);
            if (enrichment != Enrichment.PENDING) {
                listener.resolved(state);
            }
            listener.settled(state);
        });
    }

    private static Container existed(Container c) {
        return new Container(c.serial(), c.id(), c.runtime(), c.name(), c.image(), c.imageDigest(), c.imageId(),
                c.labels(), c.pod(), c.created(), c.cgroupId(), c.parents(), c.started(), true, c.enrichment(),
                c.reason());
    }

    @Override
    public Collection<SettableState> states() {
        return existing;
    }
}
