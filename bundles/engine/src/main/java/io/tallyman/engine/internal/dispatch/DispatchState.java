package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.containers.ContainerState;
import io.tallyman.engine.internal.filtering.ContainerVerdict;
import io.tallyman.engine.internal.loss.Owner;
import java.util.function.Supplier;

/** What the engine keeps with each container of its table. Reader thread only. */
public final class DispatchState {
    /** What the early filter may leave out of the container. */
    final ContainerVerdict verdict = new ContainerVerdict();
    /** Whose the events of the container are; null: nobody has asked yet. */
    Owner owner;
    /** Events that wait for the container's name; null while none has waited. */
    HoldQueue held;
    /** A program has been executed in the container since the trace began, be it a container or not. */
    boolean hasRun;

    /** See {@link #place}. */
    private Supplier<Container> place;

    /** The container of a state as it is known whenever somebody asks. Any thread may ask. */
    static Supplier<Container> place(ContainerState state) {
        DispatchState kept = of(state);
        if (kept.place == null) {
            kept.place = state::container;
        }
        return kept.place;
    }

    /** What the engine keeps with this container. */
    static DispatchState of(ContainerState state) {
        return (DispatchState) state.attachment();
    }
}
