package io.tallyman.engine.early;

import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import java.util.BitSet;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A source that gets ready for certain events while it is opened. To open first and to get ready afterwards takes longer,
 * and the first event of a trace comes that much later.
 */
@ConsumerType
public interface SelectiveSource {
    /**
     * As {@code EventSource.open}, and as {@code SourceSession.prepare} after it.
     *
     * @param events ids; those that this machine cannot report are left out
     * @throws SourceException the source cannot be opened, or cannot report an event; nothing is left behind
     */
    SourceSession open(SourceOptions options, BitSet events) throws SourceException;
}
