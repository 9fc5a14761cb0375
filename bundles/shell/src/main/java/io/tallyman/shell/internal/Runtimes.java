package io.tallyman.shell.internal;

import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceRequest;
import java.util.List;
import java.util.stream.Collectors;

/** Which runtimes answer, in a few words. Events flow meanwhile: only the message waits. */
final class Runtimes {
    private static final int LOOKS = 150;
    private static final long PAUSE_MILLIS = 20;

    private Runtimes() {
    }

    /**
     * Waits until no runtime is being connected to any more, three seconds at the most.
     *
     * @param named sockets that the user has asked for
     */
    static String awaitAnswers(Engine engine, List<TraceRequest.Socket> named) throws InterruptedException {
        List<RuntimeStatus> all = engine.runtimes();
        for (int look = 0; look < LOOKS && all.stream().anyMatch(Runtimes::isComing); look++) {
            Thread.sleep(PAUSE_MILLIS);
            all = engine.runtimes();
        }
        String answering = names(all, State.CONNECTED);
        String silent = names(all.stream().filter(r -> isComing(r) || r.state() == State.FAILING).toList(), null);
        return (answering.isEmpty() ? "no container runtime answers" : "names from " + answering)
                + (silent.isEmpty() ? "" : ", no answer yet from " + silent) + missing(all, named);
    }

    /** A socket that somebody has named should be there; the usual places may well be empty. */
    private static String missing(List<RuntimeStatus> all, List<TraceRequest.Socket> named) {
        return all.stream().filter(r -> r.state() == State.ABSENT || r.state() == State.NO_RUNTIME)
                .filter(r -> named.contains(new TraceRequest.Socket(r.runtime(), r.socket())))
                .map(r -> ", " + (r.state() == State.ABSENT ? "no socket " + r.socket() + " yet"
                        : "no plug-in for runtime " + r.runtime())).collect(Collectors.joining());
    }

    private static boolean isComing(RuntimeStatus runtime) {
        return runtime.state() == State.CONNECTING || runtime.state() == State.IDLE;
    }

    private static String names(List<RuntimeStatus> all, State state) {
        return all.stream().filter(r -> state == null || r.state() == state).map(RuntimeStatus::runtime).distinct()
                .sorted().collect(Collectors.joining(", "));
    }
}
