package io.tallyman.api.filter;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessView;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** A compiled set of expressions. Used by the reader thread only. */
@ProviderType
public interface EventFilter {
    /** Whether the event passes. Must not block, keep the view, or allocate. */
    boolean test(EventView event);

    /** What has to be known of an event's container before this filter can decide; events wait for it. */
    Metadata needs();

    /** Only events of containers can pass. */
    boolean impliesContainer();

    /** Event ids that can pass as far as {@code event=} expressions say, or null for no limit. */
    BitSet events();

    /** It asks for {@link EventView#process}. */
    default boolean needsProcesses() {
        return false;
    }

    /** It asks for {@link EventView#origin}. */
    default boolean needsOrigins() {
        return false;
    }

    /** A fork or exec, also where the event is not wanted or does not pass; called where processes are needed. */
    default void observe(EventView event) {
    }

    /** Event ids that expressions over one event alone are about; such an expression says nothing of other events. */
    default BitSet concerned() {
        return new BitSet();
    }

    /**
     * What can be decided over an event's subject alone: of each inner list one must hold for an event to pass. They let
     * at least everything pass that {@link #test} does. Fields of plug-ins are never part of them.
     */
    default List<List<Condition>> conditions() {
        return List.of();
    }

    /**
     * Whether no event of a process can pass, whatever it will execute, and none of its descendants, those with one of
     * {@link #roots} for an id excepted. Once it is so it remains so.
     */
    default boolean isOutside(ProcessView process) {
        return false;
    }

    /** Ids on the host of the processes that {@link #isOutside} asks for; empty where it never holds. */
    default Set<Integer> roots() {
        return Set.of();
    }

    /** What can be said of all events of a container as it is known now; null is the host. */
    default Verdict verdict(Container container) {
        return Verdict.OPEN;
    }
}
