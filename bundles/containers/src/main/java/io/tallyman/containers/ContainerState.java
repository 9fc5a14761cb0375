package io.tallyman.containers;

import io.tallyman.api.container.Container;
import java.util.List;

/**
 * What the table knows of one container, shared by all cgroups that belong to the container. The host has a state, too:
 * {@link ContainerTable#host}. A state belongs to one table and to the reader thread,
 * save where a method says otherwise.
 */
public interface ContainerState {
    /** The newest snapshot, or null for the host and for a cgroup that only might be a container. Any thread. */
    Container container();

    /** True while events should wait for the runtime's answer. */
    boolean isWaiting();

    /** What is wanted of the container is known, or it is certain that no runtime tells it now. */
    boolean isResolved();

    /**
     * The program and the arguments by which the runtime checks the container's health. Empty: it checks nothing, as far
     * as it tells; null: that is not known, or nobody wants to know.
     */
    default List<String> healthcheck() {
        return null;
    }

    /**
     * What the table's owner keeps with this container, from the supplier that {@link Containers#open} was given. The
     * attachment is made with the state and never changes.
     */
    Object attachment();
}
