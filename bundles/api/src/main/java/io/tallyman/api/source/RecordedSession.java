package io.tallyman.api.source;

import io.tallyman.api.container.Container;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open source whose records were taken down after they had been through an engine. Each comes with what was known of
 * its container then, so that nothing is looked up, asked, held or derived: derived events are among the records. It
 * belongs to one session, which it gives nothing before {@link #openGate}.
 */
@ConsumerType
public interface RecordedSession extends SourceSession {
    /**
     * The container of the record that is being delivered, null for the host. The same moment of a container is the same
     * object; its serial is unique in this process. Reader thread, inside {@link RecordHandler#onRecord}.
     */
    Container container();

    /**
     * Why it ended before its end, naming file and offset; null where it is whole. To be asked after {@link #poll} has
     * returned -1. Any thread.
     */
    String damage();
}
