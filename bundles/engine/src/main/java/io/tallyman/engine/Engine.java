package io.tallyman.engine;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.containers.RuntimeStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

    /**
     * Begins to open the source of a request that is going to be started, on a thread of its own, so that the plug-ins can be
     * started meanwhile. What goes wrong is told by {@link #start}.
     *
     * @return to be closed once the request has been started or has failed; closes the source if nobody uses it
     */
    Ahead openAhead(TraceRequest request);

    /** The use of a source before its request is started. */
    interface Ahead extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether the source, the printers and the destinations that a request names are there now. */
    boolean knows(TraceRequest request);

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

    /** The keys that every output has; those of its printer and its destination come from them. */
    List<OptionSpec> outputKeys();

    /**
     * Looks at the configuration of an output as it would be started, and starts nothing.
     *
     * @throws TraceException a key is missing or unknown, or has a value that is not allowed; or nobody serves outputs
     */
    void checkOutput(String name, Map<String, ?> properties) throws TraceException;

    /**
     * Changes a running session. Each event is judged by the former request or by the next one, goes to the outputs of
     * that one alone, and none is lost or written twice in between.
     *
     * @param next with as many outputs; the name, the source and how it is opened stay as they are
     * @throws TraceException it is refused, and the session runs on as it was; one that Config Admin holds is changed there
     */
    void change(TraceSession session, TraceRequest next) throws TraceException;

    /** The sessions that run now, oldest first, and those that are configured and do not run: their output is off. */
    List<TraceSession> sessions();

    /**
     * Stops all sessions side by side: the source stops, what was submitted before is delivered, the outputs are flushed
     * and closed. Waits for that. No session starts from then on, and nothing that is configured is served any more.
     *
     * @return the sessions that ran, with their last counts
     */
    List<TraceSession> shutDown();

    /** Lets each output open anew what it has opened by name, as log rotation wants it. */
    void reopen();

    /** Why the reader ended by itself, or null while it does what it should or nothing is traced. */
    TraceException failure();

    /**
     * Asks the reader thread for a sign of life. Without a trace there is no reader, and nothing to be done.
     *
     * @param patience how long the reader may take
     * @return false where the reader has failed, or gives no answer although no output holds it back
     */
    boolean isReading(Duration patience) throws InterruptedException;

    /** What the source, the container table and the hold queues count; null while nothing is traced. */
    EngineStatus status();

    /** All live containers; empty while nothing is traced. */
    Collection<Container> containers();

    /** Each runtime and socket that is looked for. */
    List<RuntimeStatus> runtimes();
}
