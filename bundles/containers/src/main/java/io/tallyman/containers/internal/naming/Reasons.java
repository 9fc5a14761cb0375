package io.tallyman.containers.internal.naming;

import io.tallyman.containers.internal.attribution.Candidate;
import io.tallyman.containers.internal.attribution.NamingProgress;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.conversation.SocketReport;
import io.tallyman.containers.internal.counters.Failures.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why a container has no name, in words for people: with the sockets that were asked and those that could not be. */
final class Reasons {
    /** Enough for a person; a machine may have a socket for each user. */
    private static final int MOST_SOCKETS = 4;

    private final RuntimeAccess runtimes;
    private final String patience;

    /** @param patience how long a runtime has for its answer, in words */
    Reasons(RuntimeAccess runtimes, String patience) {
        this.runtimes = runtimes;
        this.patience = patience;
    }

    static Reason cause(TrackedContainer container, Reachability reach) {
        NamingProgress naming = container.naming;
        return switch (reach.state()) {
            case NO_RUNTIME -> Reason.NO_RUNTIME;
            case ABSENT -> Reason.NO_SOCKET;
            case TRYING -> Reason.UNREACHABLE;
            case CONNECTED -> naming.denials > 0 && naming.lastFailure.isEmpty() && naming.isOver()
                    ? Reason.NOT_KNOWN : Reason.NO_ANSWER;
        };
    }

    /** @param waits events wait for the name still */
    String why(TrackedContainer container, Reachability reach, boolean waits) {
        List<SocketReport> sockets = sockets(container);
        List<SocketReport> connected = sockets.stream().filter(SocketReport::connected).toList();
        List<SocketReport> others = sockets.stream().filter(socket -> !socket.connected()).toList();
        return switch (cause(container, reach)) {
            case NO_RUNTIME -> "no runtime";
            case NO_SOCKET -> "no socket of " + runtimesOf(container);
            case UNREACHABLE -> waits && reach.connecting()
                    ? "connecting to " + places(others, runtimesOf(container))
                    : "not reachable: " + troubles(others, runtimesOf(container));
            case NOT_KNOWN -> "not known to " + places(connected, container.runtime()) + besides(others);
            default -> noAnswer(container.naming, places(connected, container.runtime()), waits) + besides(others);
        };
    }

    /** Why the rest is missing where name and image are known. */
    String whyPartial(TrackedContainer container) {
        if (!container.naming.lastFailure.isEmpty()) {
            return container.naming.lastFailure;
        }
        List<SocketReport> connected = sockets(container).stream().filter(SocketReport::connected).toList();
        return "no longer known to " + places(connected, container.runtime());
    }

    private String noAnswer(NamingProgress naming, String places, boolean waits) {
        if (!naming.lastFailure.isEmpty()) {
            return naming.lastFailure;
        }
        return waits ? "asking " + places : "no answer from " + places + " within " + patience;
    }

    private List<SocketReport> sockets(TrackedContainer container) {
        return container.candidates.stream().map(Candidate::runtime).distinct()
                .flatMap(runtime -> runtimes.sockets(new Origin(runtime, container.authority())).stream()).toList();
    }

    private static String runtimesOf(TrackedContainer container) {
        Set<String> names = container.candidates.stream().map(Candidate::runtime)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return String.join(" or ", names);
    }

    private static String places(List<SocketReport> sockets, String otherwise) {
        return sockets.isEmpty() ? otherwise : list(sockets, socket -> socket.runtime() + " at " + socket.socket());
    }

    private static String troubles(List<SocketReport> sockets, String otherwise) {
        return sockets.isEmpty() ? otherwise : list(sockets, socket -> socket.runtime() + " at " + socket.socket()
                + (socket.detail().isEmpty() ? "" : " (" + socket.detail() + ")"));
    }

    private static String besides(List<SocketReport> sockets) {
        return sockets.isEmpty() ? "" : "; not connected: " + troubles(sockets, "");
    }

    private static String list(List<SocketReport> sockets, Function<SocketReport, String> words) {
        String all = sockets.stream().limit(MOST_SOCKETS).map(words).collect(Collectors.joining(", "));
        int more = sockets.size() - MOST_SOCKETS;
        return more > 0 ? all + " and " + more + " more" : all;
    }
}
