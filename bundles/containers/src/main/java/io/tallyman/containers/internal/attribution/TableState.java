package io.tallyman.containers.internal.attribution;

import io.tallyman.api.container.Container;
import io.tallyman.containers.ContainerState;
import java.util.List;

/** The state that the table changes and that others only read. Reader thread only. */
public final class TableState implements ContainerState {
    private final Object attachment;
    /** Written by the reader thread alone. */
    private volatile Container container;
    private boolean waiting;
    private boolean resolved;
    private List<String> healthcheck;

    TableState(Object attachment) {
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

    public void healthcheck(List<String> program) {
        healthcheck = program;
    }

    @Override
    public List<String> healthcheck() {
        return healthcheck;
    }

    public void resolved(boolean now) {
        resolved = now;
    }

    @Override
    public boolean isResolved() {
        return resolved;
    }

    @Override
    public Object attachment() {
        return attachment;
    }
}
