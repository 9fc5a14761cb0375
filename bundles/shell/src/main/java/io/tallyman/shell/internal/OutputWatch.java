package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.util.List;

/** Waits for the effect of a change of a configuration: Config Admin passes the change on by a thread of its own. */
final class OutputWatch {
    /** Looks at an output that starts. The first output opens the source, and others wait for that. */
    private static final int LOOKS = 1000;
    /** Looks at an output that runs. A change may have no effect that could be seen. */
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

    /** The status of the output after the change, or after ten seconds; null if there is no such output. */
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
        // an output that is off without a reason is being started
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
