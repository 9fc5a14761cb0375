package io.tallyman.api.filter;

import io.tallyman.api.event.EventView;
import org.osgi.annotation.versioning.ConsumerType;

/** Decides over one event. Called by the reader thread only; must not block, keep the view, or allocate. */
@ConsumerType
@FunctionalInterface
public interface EventPredicate {
    boolean test(EventView event);
}
