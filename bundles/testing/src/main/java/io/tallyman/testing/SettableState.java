package io.tallyman.testing;

import io.tallyman.api.container.Container;
import io.tallyman.containers.ContainerState;

/** A container's state that a test sets. */
public final class SettableState implements ContainerState {
    private final Object attachment;
    private Container container;
    private boolean waiting;

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

    @Override
    public Object attachment() {
        return attachment;
    }
}
