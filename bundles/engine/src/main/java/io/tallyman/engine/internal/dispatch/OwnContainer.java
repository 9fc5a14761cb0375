package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.containers.ContainerTable;

/**
 * The container that this process itself runs in. A user asks for what others do, so events of that container are left
 * out, and nobody is told of the container, unless {@code --self} asks for that. Reader thread only.
 */
final class OwnContainer {
    private static final long NONE = 0;

    private final ContainerTable table;
    private final boolean shown;
    /** Id of the container's own cgroup, or {@link #NONE}. */
    private long cgroupId = NONE;

    /** @param shown somebody asks for events of this process as well */
    OwnContainer(ContainerTable table, boolean shown) {
        this.table = table;
        this.shown = shown;
    }

    /** To be called after the table may have changed: a runtime may say later that the cgroup is a container's. */
    void find() {
        Container own = shown ? null : table.own().container();
        cgroupId = own == null ? NONE : own.cgroupId();
    }

    /** @param container an event's, null for the host */
    boolean isLeftOut(Container container) {
        return container != null && container.cgroupId() == cgroupId;
    }
}
