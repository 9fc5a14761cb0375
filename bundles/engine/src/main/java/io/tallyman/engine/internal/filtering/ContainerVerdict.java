package io.tallyman.engine.internal.filtering;

import io.tallyman.api.container.Container;
import io.tallyman.containers.ContainerState;

/**
 * Which sessions want nothing of a container, as far as that has been judged. A judgement holds for one snapshot of the
 * container and for one generation of the plan. Reader thread only.
 */
public final class ContainerVerdict {
    private long generation;
    private Container judgedAs;
    private long denied;
    private boolean below;

    /** Whether the container as it is now has been judged in this generation. */
    boolean isCurrent(ContainerState state, long now) {
        return generation == now && judgedAs == state.container();
    }

    /**
     * Notes a judgement of the container as it is now.
     *
     * @param subscribers bits of those that want nothing of the container
     * @param belowToo    they want nothing of what is made inside the container either
     */
    void judged(ContainerState state, long now, long subscribers, boolean belowToo) {
        generation = now;
        judgedAs = state.container();
        denied = subscribers;
        below = belowToo;
    }

    /** Bits of the subscribers that want nothing of the container. */
    long denied() {
        return denied;
    }

    boolean isDeniedBelow() {
        return below;
    }
}
