package io.tallyman.engine.early;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A source that shares the room for records among owners, so that a loud one costs the quiet ones nothing. A
 * {@link io.tallyman.api.source.SourceSession} that does so implements the interface besides.
 */
@ConsumerType
public interface SharedRoom {
    /**
     * Whether so little room is left that those who are not loud will soon lose records, too. An output that holds the reader
     * back lets go then. Reader thread, also while the reader handles a record. It must answer at once.
     */
    boolean isCrowded();
}
