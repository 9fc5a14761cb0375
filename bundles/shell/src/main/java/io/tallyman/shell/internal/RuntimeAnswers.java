package io.tallyman.shell.internal;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.text.Suggestion;
import io.tallyman.containers.MountedSocket;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says in a few words which runtimes answer, and later which of the others have come to answer. Events flow meanwhile: only
 * the message waits.
 */
final class RuntimeAnswers {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Engine engine;
    /** Sockets that were said to give no answer. */
    private List<RuntimeStatus> silent = List.of();

    RuntimeAnswers(Engine engine) {
        this.engine = engine;
    }

    /**
     * Waits until no runtime is being connected to any more, three seconds at the most, or until the session ends.
     *
     * @param named    sockets that the user has asked for
     * @param duration how long the session is to run, or null
     */
    String awaitAnswers(TraceSession session, List<TraceRequest.Socket> named, Duration duration)
            throws InterruptedException {
        boolean shorter = duration != null && duration.compareTo(PATIENCE) < 0;
        long end = System.nanoTime() + (shorter ? duration : PATIENCE).toNanos();
        List<RuntimeStatus> all = engine.runtimes();
        while (all.stream().anyMatch(RuntimeAnswers::isComing) && System.nanoTime() < end && !session.awaitEnd(PAUSE)) {
            all = engine.runtimes();
        }
        silent = all.stream().filter(r -> isComing(r) || r.state() == State.FAILING).toList();
        String answering = names(all.stream().filter(RuntimeAnswers::isConnected));
        return (answering.isEmpty() ? "no container runtime answers" : "names from " + answering)
                + (silent.isEmpty() ? "" : ", no answer yet from " + silent.stream().map(RuntimeAnswers::describe)
                        .collect(Collectors.joining(", "))) + missing(all, named);
    }

    /** Whether a socket was said to give no answer, and nothing else has been said of it since. */
    boolean isAnswerOwed() {
        return !silent.isEmpty();
    }

    /** What to say of sockets that were said to give no answer and give one now; empty where there is none. */
    String later() {
        List<RuntimeStatus> now = engine.runtimes().stream().filter(RuntimeAnswers::isConnected)
                .filter(r -> silent.stream().anyMatch(s -> isSame(s, r))).toList();
        silent = silent.stream().filter(s -> now.stream().noneMatch(r -> isSame(s, r))).toList();
        return now.isEmpty() ? "" : "names from " + names(now.stream()) + ", too";
    }

    /** What to say of sockets that give answers as long as their daemons do not restart. */
    List<String> warnings() {
        return engine.runtimes().stream().filter(RuntimeAnswers::isConnected).filter(r -> MountedSocket.is(r.socket()))
                .map(r -> MountedSocket.cost(r) + "; " + MountedSocket.remedy(r)).toList();
    }

    private static boolean isSame(RuntimeStatus one, RuntimeStatus other) {
        return one.runtime().equals(other.runtime()) && one.socket().equals(other.socket());
    }

    private static boolean isConnected(RuntimeStatus runtime) {
        return runtime.state() == State.CONNECTED;
    }

    /** With what is wrong; the detail of a daemon that has yet to list its containers is its version. */
    private static String describe(RuntimeStatus runtime) {
        return runtime.runtime() + " at " + runtime.socket()
                + (runtime.state() == State.FAILING && !runtime.detail().isEmpty() ? " (" + runtime.detail() + ")" : "");
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

    private static String names(Stream<RuntimeStatus> all) {
        return all.map(RuntimeStatus::runtime).distinct().sorted().collect(Collectors.joining(", "));
    }
}
