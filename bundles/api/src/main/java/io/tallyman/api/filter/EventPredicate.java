package io.tallyman.api.filter;

import io.tallyman.api.event.EventView;
import org.osgi.annotation.versioning.ConsumerType;

/** Decides over one event. Called by the reader thread only; must not block, keep the view, or allocate. */
@ConsumerType
@FunctionalInterface
public interface EventPredicate {
    /** Whether the event satisfies the condition. An exception lets the event pass and is counted. */
    boolean test(EventView event);
}
