package io.tallyman.engine.internal.configured;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.engine.internal.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An output that Config Admin holds: its configuration, and the session that runs the output. While no session runs,
 * this object is shown in place of the session, with an output that is off or waits. Thread-safe: a plug-in that hangs
 * while this output is started or changed makes only this output wait.
 */
public final class ConfiguredOutput implements TraceSession {
    private final SessionControl engine;
    private final String name;
    private volatile Map<String, Object> wanted = Map.of();
    private final Lock changing = new ReentrantLock();
    private volatile boolean done;
    private volatile boolean worthAnotherTry;
    private volatile boolean deleted;
    private volatile TraceRequest request;
    private volatile Session session;
    private volatile boolean waiting;
    private volatile String problem = "";

    ConfiguredOutput(SessionControl engine, String name) {
        this.engine = engine;
        this.name = name;
    }

    /** From now on this output is shown, even if its configuration could not be read yet. */
    void stand(TraceRequest defaults) {
        if (request == null) {
            request = OutputConfiguration.nothing(name, defaults);
        }
    }

    void want(Map<String, Object> properties) {
        wanted = properties;
        done = false;
        worthAnotherTry = false;
    }

    /**
     * Starts or changes the session so that it does what is wanted.
     *
     * @throws TraceException the configuration is refused; a session that runs stays as it was
     */
    void apply(TraceRequest defaults) throws TraceException {
        changing.lock();
        try {
            if (!deleted) {
                applyLocked(defaults);
            }
        } finally {
            changing.unlock();
        }
    }

    /** The same, unless another thread has done it meanwhile. */
    void tryAgain(TraceRequest defaults) throws TraceException {
        changing.lock();
        try {
            if (!deleted && !done) {
                applyLocked(defaults);
            }
        } finally {
            changing.unlock();
        }
    }

    /** Ends the session, and starts none any more. */
    void delete() {
        deleted = true;
        changing.lock();
        try {
            stop();
        } finally {
            changing.unlock();
        }
    }

    private void applyLocked(TraceRequest defaults) throws TraceException {
        Map<String, Object> properties = wanted;
        boolean running = isRunning();
        boolean again = worthAnotherTry;
        worthAnotherTry = false;
        try {
            OutputConfiguration configuration = OutputConfiguration.of(name, properties, defaults);
            if (!running) {
                request = configuration.request();
            }
            String missing = configuration.missing(engine.plugins());
            if (missing != null && (!running || onlyLostPlugs(configuration.output()))) {
                waiting = true;
                tell(missing);
                return;
            }
            configuration.check(engine.plugins());
            if (running) {
                exchange(configuration.request());
            } else {
                start(configuration.request(), again);
            }
            request = configuration.request();
            waiting = false;
            done = wanted == properties;
            problem = "";
        } catch (RuntimeException | LinkageError e) {
            worthAnotherTry = true;
            tell(e.toString());
            waiting = false;
            throw new TraceException(TraceException.Kind.FAILED, e.toString(), e);
        } catch (TraceException e) {
            worthAnotherTry = e.kind() == TraceException.Kind.FAILED;
            String why = e.key() == null || e.getMessage().contains("'" + e.key() + "'") ? e.getMessage()
                    : "key '" + e.key() + "': " + e.getMessage();
            tell(running ? "runs as before, the change is refused: " + why : why);
            waiting = false;
            throw new TraceException(e.kind(), e.key(), why, e);
        }
    }

    private void exchange(TraceRequest next) throws TraceException {
        engine.exchange(session, next);
        tell("");
    }

    /** An output that is tried again shows its last error until it runs. */
    private void start(TraceRequest next, boolean again) throws TraceException {
        if (!again) {
            waiting = true;
            problem = OutputStatus.STARTING;
        }
        session = engine.start(next);
    }

    /**
     * The missing plug-in is one that the running session uses: its bundle is being replaced, so the name is no
     * mistake.
     */
    private boolean onlyLostPlugs(OutputRequest next) {
        OutputRequest now = session.request().outputs().get(0);
        Plugins plugins = engine.plugins();
        return (now.printer().equals(next.printer()) || plugins.printer(next.printer()) != null)
                && (now.destination().equals(next.destination()) || plugins.destination(next.destination()) != null);
    }

    private void tell(String what) {
        problem = what;
        Session running = session;
        if (running != null) {
            running.note(what);
        }
    }

    /** True where what is wanted was refused for a reason that can pass by itself. */
    boolean isWorthAnotherTry() {
        return !done && worthAnotherTry;
    }

    /** True while what is wanted is not done: refused, or never tried. */
    boolean isOpen() {
        return !done;
    }

    /** What is wanted folds events. */
    boolean folds() {
        return !said(OutputConfiguration.FOLD).isBlank();
    }

    /** What is wanted limits events. */
    boolean limits() {
        return !said(OutputConfiguration.LIMIT).isBlank();
    }

    /** What is wanted looks into containers. What is wanted may be wrong, which whoever starts it hears. */
    boolean looksIntoContainers(TraceRequest defaults) {
        try {
            return OutputConfiguration.of(name, wanted, defaults).request().looksIntoContainers();
        } catch (TraceException e) {
            return false;
        }
    }

    boolean isWaiting() {
        return waiting;
    }

    boolean isRunning() {
        Session running = session;
        return running != null && engine.isRunning(running);
    }

    boolean runsAs(Session other) {
        return session == other;
    }

    /** Why it does not do what is wanted. */
    String problem() {
        if (!problem.isEmpty() || session == null) {
            return problem;
        }
        TraceException failure = session.failure();
        return failure != null ? failure.getMessage()
                : "it was stopped, or its reader has gone; change its configuration to start it again";
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
        SessionStatus before = session == null ? new SessionStatus(0, 0, 0, List.of()) : session.status();
        OutputStatus last = before.outputs().isEmpty()
                ? new OutputStatus(name, "", "", State.OFF, 0, 0, 0, 0, 0, 0, null, "") : before.outputs().get(0);
        return new SessionStatus(before.seen(), before.matched(), before.undecided(), List.of(new OutputStatus(name,
                said(OutputConfiguration.PRINTER), said(OutputConfiguration.DESTINATION),
                waiting ? State.WAITING : State.OFF, last.delivered(), last.bytes(), last.dropped(),
                last.failed(), last.redacted(), last.queuedBytes(), last.spool(), problem())));
    }

    private String said(OptionSpec key) {
        return String.valueOf(wanted.getOrDefault(key.name(), ""));
    }

    @Override
    public void stop() {
        Session running = session;
        if (running != null) {
            running.stop();
        }
    }

    @Override
    public boolean awaitEnd(Duration time) {
        return true;
    }

    @Override
    public EngineStatus engineAtEnd() {
        return session == null ? null : session.engineAtEnd();
    }

    @Override
    public TraceException failure() {
        return session == null ? null : session.failure();
    }
}
