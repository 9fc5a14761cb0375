package io.tallyman.engine;

import io.tallyman.api.container.Container;
import io.tallyman.containers.RuntimeStatus;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Runs trace sessions over one source. Thread-safe. */
@ProviderType
public interface Engine {
    /**
     * Starts a session. When it returns, events are flowing.
     *
     * @throws TraceException the request is refused or this machine cannot; nothing is left behind
     */
    TraceSession start(TraceRequest request) throws TraceException;

    /** The sessions that run now, oldest first. */
    List<TraceSession> sessions();

    /** What the source, the container table and the hold queues count; null while nothing is traced. */
    EngineStatus status();

    /** All live containers; empty while nothing is traced. */
    Collection<Container> containers();

    /** Each runtime and socket that is looked for. */
    List<RuntimeStatus> runtimes();
}
