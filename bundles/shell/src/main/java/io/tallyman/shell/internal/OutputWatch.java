package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.util.List;

/** Waits for what a change of a configuration comes to: Config Admin hands it on by a thread of its own. */
final class OutputWatch {
    /** The first output opens the source, and others wait for that. */
    private static final int LOOKS = 1000;
    /** What runs may be changed to what it is already. */
    private static final int LOOKS_AT_RUNNING = 200;
    private static final long PAUSE_MILLIS = 10;

    private final Engine engine;
    private final String name;
    private final TraceRequest requestBefore;
    private final OutputStatus before;

    OutputWatch(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
        requestBefore = session() == null ? null : session().request();
        before = status();
    }

    private TraceSession session() {
        return engine.sessions().stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
    }

    private OutputStatus status() {
        TraceSession session = session();
        List<OutputStatus> outputs = session == null ? List.of() : session.status().outputs();
        return outputs.isEmpty() ? null : outputs.get(0);
    }

    /** What has become of it in the end, or after ten seconds; null where it is not there. */
    OutputStatus awaitChange() throws InterruptedException {
        int most = before != null && before.state() == State.RUNNING ? LOOKS_AT_RUNNING : LOOKS;
        for (int look = 0; look < most && !hasChanged(); look++) {
            Thread.sleep(PAUSE_MILLIS);
        }
        return status();
    }

    private boolean hasChanged() {
        TraceSession session = session();
        OutputStatus now = status();
        // off without a reason is one that is being started
        return session != null && now != null && (now.state() != State.OFF || !now.detail().isEmpty())
                && (session.request() != requestBefore || before == null || !now.detail().equals(before.detail())
                        || now.state() != before.state());
    }

    void awaitGone() throws InterruptedException {
        for (int look = 0; look < LOOKS && session() != null; look++) {
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
