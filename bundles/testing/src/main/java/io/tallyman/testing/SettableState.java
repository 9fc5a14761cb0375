package io.tallyman.testing;

import io.tallyman.api.container.Container;
import io.tallyman.containers.ContainerState;
import java.util.List;

/** A container's state that a test sets. */
public final class SettableState implements ContainerState {
    private final Object attachment;
    private Container container;
    private boolean waiting;
    private List<String> healthcheck;

    public SettableState(Object attachment) {
        this.attachment = attachment;
    }

    public void update(Container snapshot, boolean stillWaiting) {
        container = snapshot;
        waiting = stillWaiting;
    }

    @Override
    public Container container() {
        return container;
    }

    @Override
    public boolean isWaiting() {
        return waiting;
    }

    @Override
    public boolean isResolved() {
        return !waiting;
    }

    /** What the runtime executes to check the health; null: it has not told. */
    public void healthcheck(List<String> program) {
        healthcheck = program;
    }

    @Override
    public List<String> healthcheck() {
        return healthcheck;
    }

    @Override
    public Object attachment() {
        return attachment;
    }
}
