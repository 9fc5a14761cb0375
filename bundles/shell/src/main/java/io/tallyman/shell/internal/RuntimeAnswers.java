package io.tallyman.shell.internal;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.text.Suggestion;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Says in a few words which runtimes answer. Events flow meanwhile: only the message waits. */
final class RuntimeAnswers {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private RuntimeAnswers() {
    }

    /**
     * Waits until no runtime is being connected to any more, three seconds at the most, or until the session ends.
     *
     * @param named    sockets that the user has asked for
     * @param duration how long the session is to run, or null
     */
    static String awaitAnswers(Engine engine, TraceSession session, List<TraceRequest.Socket> named, Duration duration)
            throws InterruptedException {
        boolean shorter = duration != null && duration.compareTo(PATIENCE) < 0;
        long end = System.nanoTime() + (shorter ? duration : PATIENCE).toNanos();
        List<RuntimeStatus> all = engine.runtimes();
        while (all.stream().anyMatch(RuntimeAnswers::isComing) && System.nanoTime() < end && !session.awaitEnd(PAUSE)) {
            all = engine.runtimes();
        }
        String answering = names(all, State.CONNECTED);
        String silent = names(all.stream().filter(r -> isComing(r) || r.state() == State.FAILING).toList(), null);
        return (answering.isEmpty() ? "no container runtime answers" : "names from " + answering)
                + (silent.isEmpty() ? "" : ", no answer yet from " + silent) + missing(all, named);
    }

    /** A socket that the user has named should be there, while the usual places may well be empty. */
    private static String missing(List<RuntimeStatus> all, List<TraceRequest.Socket> named) {
        return all.stream().filter(r -> r.state() == State.ABSENT)
                .filter(r -> named.contains(new TraceRequest.Socket(r.runtime(), r.socket())))
                .map(r -> ", no socket " + r.socket() + " yet").collect(Collectors.joining());
    }

    /**
     * What to say at once about sockets of runtimes that no plug-in knows. Such a socket is used as soon as a plug-in
     * comes.
     *
     * @param named sockets that the user has asked for
     * @param known the runtimes that plug-ins know
     */
    static List<String> unknown(List<TraceRequest.Socket> named, List<ContainerRuntime> known) {
        List<String> names = known.stream().map(ContainerRuntime::name).sorted().toList();
        return named.stream().map(TraceRequest.Socket::runtime).filter(r -> !names.contains(r)).distinct()
                .map(r -> "no plug-in for runtime '" + r + "' is there yet" + Suggestion.of(r, names) + "; there are: "
                        + (names.isEmpty() ? "none" : String.join(", ", names))).toList();
    }

    private static boolean isComing(RuntimeStatus runtime) {
        return runtime.state() == State.CONNECTING || runtime.state() == State.IDLE;
    }

    private static String names(List<RuntimeStatus> all, State state) {
        return all.stream().filter(r -> state == null || r.state() == state).map(RuntimeStatus::runtime).distinct()
                .sorted().collect(Collectors.joining(", "));
    }
}
