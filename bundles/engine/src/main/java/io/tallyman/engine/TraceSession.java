package io.tallyman.engine;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** A running trace. Thread-safe. */
@ProviderType
public interface TraceSession {
    String name();

    TraceRequest request();

    SessionStatus status();

    /** Delivers what was submitted before, flushes the outputs and ends the session. Idempotent; waits for the end. */
    void stop();

    /**
     * Waits until the session has ended, by {@link #stop} or by itself: the source has ended, every output's reader has
     * gone, or an error that {@link #failure} tells.
     *
     * @return false where the time passed first
     */
    boolean awaitEnd(Duration time) throws InterruptedException;

    /** What the engine had counted when the session ended, or null while it runs. */
    EngineStatus engineAtEnd();

    /** Why the session ended by itself with an error, or null. */
    TraceException failure();
}
