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

    /** Factory PID of the outputs that Config Admin holds. */
    String OUTPUT_PID = "io.tallyman.output";

    /**
     * Starts the outputs that Config Admin holds under {@link #OUTPUT_PID}, each as a session named after its
     * configuration, and follows their changes as long as the engine lives. What is wrong with one is told in its status.
     *
     * @param defaults source, sockets and all that a configuration does not say; its name, events, filters and outputs
     *                 are not used
     */
    void serve(TraceRequest defaults);

    /** The sessions that run now, oldest first, and those that are configured and do not run: their output is off. */
    List<TraceSession> sessions();

    /** Lets each output open anew what it has opened by name, as log rotation wants it. */
    void reopen();

    /** Why the reader ended by itself, or null while it does what it should or nothing is traced. */
    TraceException failure();

    /** What the source, the container table and the hold queues count; null while nothing is traced. */
    EngineStatus status();

    /** All live containers; empty while nothing is traced. */
    Collection<Container> containers();

    /** Each runtime and socket that is looked for. */
    List<RuntimeStatus> runtimes();
}
