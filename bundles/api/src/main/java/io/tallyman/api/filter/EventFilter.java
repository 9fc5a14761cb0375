package io.tallyman.api.filter;

import io.tallyman.api.event.EventView;
import java.util.BitSet;
import org.osgi.annotation.versioning.ProviderType;

/** A compiled set of expressions. Used by the reader thread only. */
@ProviderType
public interface EventFilter {
    boolean test(EventView event);

    /** Events have to wait for their container's metadata before this filter can decide. */
    boolean needsMetadata();

    /** Only events of containers can pass. */
    boolean impliesContainer();

    /** Event ids that can pass as far as {@code event=} expressions say, or null for no limit. */
    BitSet events();
}
