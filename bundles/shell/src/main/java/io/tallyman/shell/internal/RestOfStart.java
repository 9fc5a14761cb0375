package io.tallyman.shell.internal;

import io.tallyman.engine.TraceSession;
import io.tallyman.launcher.Launch;
import java.time.Duration;

/**
 * Starts the bundles that a trace can do without once the first events of the trace have been written, or when nothing
 * has come for a moment. Until then these bundles would only take processor time from the trace.
 */
final class RestOfStart {
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(500);

    private final TraceSession session;
    private final Launch launch;

    RestOfStart(TraceSession session, Launch launch) {
        this.session = session;
        this.launch = launch;
    }

    /** Waits on a thread of its own. */
    void begin() {
        Thread thread = new Thread(null, this::run, "tallyman-rest", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            long end = System.nanoTime() + LONGEST.toNanos();
            while (!hasWritten() && System.nanoTime() - end < 0 && !session.awaitEnd(LOOK)) {
                continue;
            }
            launch.startRest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasWritten() {
        return session.status().outputs().stream().anyMatch(output -> output.delivered() > 0);
    }
}
