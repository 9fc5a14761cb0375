package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.source.LossCounter;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Beside a recording nobody follows containers: each record comes with its own. */
public final class NoContainers implements ContainerTable {
    private final ContainerState host = new Host(new DispatchState());

    private record Host(Object attachment) implements ContainerState {
        @Override
        public Container container() {
            return null;
        }

        @Override
        public boolean isWaiting() {
            return false;
        }

        @Override
        public boolean isResolved() {
            return true;
        }
    }

    @Override
    public ContainerState host() {
        return host;
    }

    @Override
    public ContainerState own() {
        return host;
    }

    @Override
    public ContainerState find(long cgroupId) {
        return host;
    }

    @Override
    public void created(long cgroupId, String path, int uid, Listener listener) {
    }

    @Override
    public void removed(long cgroupId, Listener listener) {
    }

    @Override
    public void started(ContainerState state) {
    }

    @Override
    public int advance(long nowNanos, Listener listener) {
        return 0;
    }

    @Override
    public long nanosToNextDeadline(long nowNanos) {
        return TimeUnit.SECONDS.toNanos(1);
    }

    @Override
    public void enrich(Metadata wanted) {
    }

    @Override
    public Collection<ContainerState> states() {
        return List.of();
    }

    @Override
    public void settleAll(Listener listener) {
    }

    @Override
    public Collection<Container> containers() {
        return List.of();
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
