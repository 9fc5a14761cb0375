package io.tallyman.testing;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.containers.Containers;
import io.tallyman.containers.RuntimeStatus;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A table without runtimes that is its own service: every cgroup that is made is a container; a test's own says what it is
 * called and when.
 */
public abstract class QuietContainers implements Containers, ContainerTable {
    protected final Map<Long, SettableState> states = new HashMap<>();
    private volatile Metadata wanted = Metadata.NONE;
    private volatile int opened;
    private volatile int closed;
    private Supplier<?> attachments = Object::new;
    private SettableState host = newState();

    /** The container of this cgroup as it is known now. */
    protected abstract Container container(long cgroup, Enrichment enrichment, boolean started);

    /** What somebody wants to know of containers. */
    public final Metadata wanted() {
        return wanted;
    }

    /** Somebody wants names. */
    protected final boolean isEnriching() {
        return wanted != Metadata.NONE;
    }

    /** What a container that nobody has answered for is. */
    protected final Enrichment unanswered() {
        return isEnriching() ? Enrichment.PENDING : Enrichment.NONE;
    }

    public final int opened() {
        return opened;
    }

    public final int closed() {
        return closed;
    }

    @Override
    public final ContainerTable open(SourceSession source, ContainerOptions options, Supplier<?> kept) {
        opened++;
        attachments = kept;
        host = newState();
        states.clear();
        return this;
    }

    @Override
    public final AutoCloseable addSocket(String runtime, Path socket) {
        return () -> { };
    }

    @Override
    public final List<RuntimeStatus> runtimes() {
        return List.of();
    }

    @Override
    public final ContainerState host() {
        return host;
    }

    /** A state with what the engine keeps with it. */
    protected final SettableState newState() {
        return new SettableState(attachments.get());
    }

    @Override
    public ContainerState own() {
        return host;
    }

    @Override
    public final ContainerState find(long cgroupId) {
        return states.getOrDefault(cgroupId, host);
    }

    @Override
    public void created(long cgroupId, String path, int uid, Listener listener) {
        SettableState state = newState();
        state.update(container(cgroupId, unanswered(), false), isEnriching());
        states.put(cgroupId, state);
        listener.appeared(state);
    }

    @Override
    public final void removed(long cgroupId, Listener listener) {
        SettableState state = states.get(cgroupId);
        if (state != null) {
            listener.vanished(state);
        }
    }

    @Override
    public final void started(ContainerState state) {
        Container c = state.container();
        ((SettableState) state).update(container(c.cgroupId(), c.enrichment(), true), state.isWaiting());
    }

    @Override
    public final long nanosToNextDeadline(long nowNanos) {
        return 1_000_000;
    }

    @Override
    public final void enrich(Metadata metadata) {
        wanted = metadata;
    }

    @Override
    public Collection<? extends ContainerState> states() {
        return List.of();
    }

    @Override
    public final void settleAll(Listener listener) {
        for (SettableState state : states.values()) {
            if (state.isWaiting()) {
                state.update(state.container(), false);
                listener.resolved(state);
                listener.settled(state);
            }
        }
    }

    @Override
    public Collection<Container> containers() {
        return List.of();
    }

    @Override
    public final int live() {
        return states.size();
    }

    @Override
    public final int remembered() {
        return 0;
    }

    @Override
    public final List<LossCounter> failures() {
        return List.of();
    }

    @Override
    public final void close() {
        closed++;
    }
}
