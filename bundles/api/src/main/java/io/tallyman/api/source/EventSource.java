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
     * Opens and starts delivering cgroup events; other events start with {@link SourceSession#openGate}.
     *
     * @throws SourceException this machine cannot; the message says why and what to do
     */
    SourceSession open(SourceOptions options) throws SourceException;
}
