package io.tallyman.api.source;

import org.osgi.annotation.versioning.ConsumerType;

/** A place where records come from. Register it as a service with its name. */
@ConsumerType
public interface EventSource {
    /** "ebpf", "replay". */
    String name();

    /**
     * What a session takes from this source where its request leaves it open.
     *
     * @throws SourceException there is no such recording
     */
    default SourceDefaults defaults(SourceOptions options) throws SourceException {
        return SourceDefaults.LIVE;
    }

    /**
     * Says for people where a recording was made, on one line of plain text, such as "Debian GNU/Linux 12, Linux 6.1.0".
     * Empty where this is not known, and for a source whose events happen now.
     *
     * @throws SourceException there is no such recording
     */
    default String origin(SourceOptions options) throws SourceException {
        return "";
    }

    /**
     * Opens and starts delivering cgroup events; other events start with {@link SourceSession#openGate}.
     *
     * @throws SourceException this machine cannot; the message says why and what to do
     */
    SourceSession open(SourceOptions options) throws SourceException;
}
