package io.tallyman.shell.internal;

import io.tallyman.engine.TraceSession;
import java.time.Duration;

/** Stops a session that the shell has started, after its {@code --duration}. */
final class SessionTimer {
    private final TraceSession session;
    private final Duration duration;

    SessionTimer(TraceSession session, Duration duration) {
        this.session = session;
        this.duration = duration;
    }

    void start() {
        Thread thread = new Thread(this::run, "tallyman-timer-" + session.name());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            session.awaitEnd(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            session.stop();
        }
    }
}
