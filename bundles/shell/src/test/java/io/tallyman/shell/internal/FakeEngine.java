package io.tallyman.shell.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.source.LossCounter;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sessions that trace nothing and end when they are told to. */
final class FakeEngine implements Engine {
    static final EngineStatus STATUS = new EngineStatus("ebpf", 1009, 1003,
            List.of(new LossCounter("ring_full", 6, "The ring was full."), new LossCounter("exec_storage", 0, "No room.")),
            List.of(), List.of(new LossCounter("unknown_event", 0, "Not in the catalogue.")), 3, 2, 5, 1536, 65536, 7, 0,
            List.of());

    final List<Session> running = new ArrayList<>();
    final List<Container> containers = new ArrayList<>();
    /** What each further question about them is answered with; the last one stays. */
    final List<List<RuntimeStatus>> runtimes = new ArrayList<>(List.of(List.of()));
    Session last;
    TraceRequest served;
    int reopened;
    volatile boolean reading = true;
    /** How often somebody has asked whether the reader reads. */
    volatile int questions;
    /** Whether what requests name is there. */
    boolean knows = true;
    /** Told of each start before it begins. */
    Runnable onStart = () -> { };
    /** Thrown by the next start. */
    TraceException refusal;
    /** Why sessions end by themselves at once. */
    TraceException failure;

    @Override
    public TraceSession start(TraceRequest request) throws TraceException {
        onStart.run();
        if (refusal != null) {
            throw refusal;
        }
        Session session = new Session(request, request.name().isEmpty() ? "trace-" + (running.size() + 1) : request.name());
        running.add(session);
        last = session;
        if (failure != null) {
            session.ended.countDown();
        }
        return session;
    }

    @Override
    public Ahead openAhead(TraceRequest request) {
        return () -> { };
    }

    @Override
    public boolean knows(TraceRequest request) {
        return knows;
    }

    @Override
    public void serve(TraceRequest request) {
        served = request;
    }

    @Override
    public List<OptionSpec> outputKeys() {
        return List.of(OptionSpec.text("printer", null, "Which."), OptionSpec.text("destination", null, "Where."));
    }

    @Override
    public void checkOutput(String name, Map<String, ?> properties) throws TraceException {
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public void change(TraceSession session, TraceRequest next) throws TraceException {
        if (refusal != null) {
            throw refusal;
        }
        ((Session) session).request = next;
    }

    @Override
    public List<TraceSession> shutDown() {
        List<TraceSession> all = sessions();
        all.forEach(TraceSession::stop);
        return all;
    }

    @Override
    public void reopen() {
        reopened++;
    }

    @Override
    public TraceException failure() {
        return failure;
    }

    @Override
    public boolean isReading(Duration patience) {
        questions++;
        return reading;
    }

    @Override
    public List<TraceSession> sessions() {
        return List.copyOf(running);
    }

    @Override
    public EngineStatus status() {
        return running.isEmpty() ? null : STATUS;
    }

    @Override
    public Collection<Container> containers() {
        return containers;
    }

    @Override
    public List<RuntimeStatus> runtimes() {
        return runtimes.size() > 1 ? runtimes.remove(0) : runtimes.get(0);
    }

    final class Session implements TraceSession {
        volatile TraceRequest request;
        final CountDownLatch ended = new CountDownLatch(1);
        volatile SessionStatus.State state = SessionStatus.State.RUNNING;
        private final String name;

        Session(TraceRequest request, String name) {
            this.request = request;
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public TraceRequest request() {
            return request;
        }

        @Override
        public SessionStatus status() {
            return new SessionStatus(997, 13, 0, List.of(new SessionStatus.OutputStatus("json-1", "json", "stdout",
                    state, 11, 4096, 2, 0, 0, 0, null, "")));
        }

        @Override
        public void stop() {
            running.remove(this);
            ended.countDown();
        }

        @Override
        public boolean awaitEnd(Duration time) throws InterruptedException {
            return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public EngineStatus engineAtEnd() {
            return STATUS;
        }

        @Override
        public TraceException failure() {
            return failure;
        }
    }
}
