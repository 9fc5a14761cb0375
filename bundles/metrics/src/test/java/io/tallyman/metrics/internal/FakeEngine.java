package io.tallyman.metrics.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** An engine that has counted what a test says. */
final class FakeEngine implements Engine {
    final List<TraceSession> sessions = new ArrayList<>();
    final List<Container> containers = new ArrayList<>();
    final List<RuntimeStatus> runtimes = new ArrayList<>();
    EngineStatus status;
    TraceException failure;

    void session(String name, SessionStatus status) {
        sessions.add(new Session(name, status));
    }

    private record Session(String name, SessionStatus status) implements TraceSession {
        @Override
        public TraceRequest request() {
            return null;
        }

        @Override
        public void stop() {
            throw new AssertionError("nobody asked for that");
        }

        @Override
        public boolean awaitEnd(Duration time) {
            return false;
        }

        @Override
        public EngineStatus engineAtEnd() {
            return null;
        }

        @Override
        public TraceException failure() {
            return null;
        }
    }

    @Override
    public TraceSession start(TraceRequest request) {
        throw new AssertionError("nobody asked for that");
    }

    @Override
    public Ahead openAhead(TraceRequest request) {
        return () -> { };
    }

    @Override
    public boolean knows(TraceRequest request) {
        return true;
    }

    @Override
    public void serve(TraceRequest defaults) {
        throw new AssertionError("nobody asked for that");
    }

    @Override
    public List<OptionSpec> outputKeys() {
        return List.of(OptionSpec.text("printer", null, "Which."));
    }

    @Override
    public void checkOutput(String name, Map<String, ?> properties) {
    }

    @Override
    public void change(TraceSession session, TraceRequest next) {
    }

    @Override
    public List<TraceSession> shutDown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reopen() {
        throw new AssertionError("nobody asked for that");
    }

    @Override
    public boolean isReading(Duration patience) {
        return true;
    }

    @Override
    public List<TraceSession> sessions() {
        return sessions;
    }

    @Override
    public TraceException failure() {
        return failure;
    }

    @Override
    public EngineStatus status() {
        return status;
    }

    @Override
    public Collection<Container> containers() {
        return containers;
    }

    @Override
    public List<RuntimeStatus> runtimes() {
        return runtimes;
    }
}
