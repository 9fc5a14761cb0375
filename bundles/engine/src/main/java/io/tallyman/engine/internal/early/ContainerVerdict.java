package io.tallyman.engine.internal.early;

import io.tallyman.api.container.Container;
import io.tallyman.containers.ContainerState;

/**
 * Which sessions want nothing of a container, as far as that has been judged. A judgement holds for one snapshot of the
 * container and for one round of judgements. Reader thread only.
 */
public final class ContainerVerdict {
    private int round;
    private Container judgedAs;
    private long denied;
    private boolean below;

    /** Whether the container as it is now has been judged in this round. */
    public boolean isCurrent(ContainerState state, int now) {
        return round == now && judgedAs == state.container();
    }

    /** Notes which sessions want nothing of the container, and whether they want nothing of what is below it either. */
    void judged(ContainerState state, int now, long mask, boolean belowToo) {
        round = now;
        judgedAs = state.container();
        denied = mask;
        below = belowToo;
    }

    long denied() {
        return denied;
    }

    boolean isDeniedBelow() {
        return below;
    }
}
