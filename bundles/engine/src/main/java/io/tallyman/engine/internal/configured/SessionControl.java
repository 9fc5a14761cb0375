package io.tallyman.engine.internal.configured;

import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.engine.internal.session.Session;

/** What the configured outputs need of the engine. Thread-safe. */
public interface SessionControl {
    /**
     * Starts a session. When this returns, events are flowing.
     *
     * @throws TraceException the request is refused or this machine cannot; nothing is left behind
     */
    Session start(TraceRequest request) throws TraceException;

    /**
     * Gives a running session another request. The new outputs write once the former ones have ended.
     *
     * @throws TraceException the request is refused, and the session runs on as it was
     */
    void exchange(Session session, TraceRequest next) throws TraceException;

    /** Whether the session has started and has not ended. */
    boolean isRunning(Session session);

    /** The printers and destinations of this moment. */
    Plugins plugins();

    /** The outputs that Config Admin holds. */
    ConfiguredOutputs configured();
}
