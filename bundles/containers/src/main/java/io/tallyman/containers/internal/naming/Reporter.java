package io.tallyman.containers.internal.naming;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.containers.ContainerTable.Listener;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.counters.Failures;
import java.time.Duration;

/** Says what became of the question for a container's name, and tells the listener. Reader thread only. */
public final class Reporter {
    private final Naming naming;
    private final ContainerSnapshots snapshots;
    private final Failures failures;
    private final String patience;

    public Reporter(Naming naming, ContainerSnapshots snapshots, Failures failures, Duration patience) {
        this.naming = naming;
        this.snapshots = snapshots;
        this.failures = failures;
        this.patience = patience.toMillis() + " ms";
    }

    /** Brings a container's snapshot up to date and tells what has changed. */
    public void report(TrackedContainer container, Listener listener) {
        boolean waited = container.state.isWaiting();
        boolean waits = judge(container);
        container.state.update(container.stale ? snapshots.make(container) : container.state.container(), waits);
        container.stale = false;
        if (!container.announced) {
            container.announced = true;
            listener.appeared(container.state);
        }
        if (waited && !waits) {
            listener.settled(container.state);
        }
        if (container.gone && !container.removalReported) {
            container.removalReported = true;
            snapshots.gone(container);
            listener.vanished(container.state);
        }
    }

    /** Its entry point runs: no more than another snapshot. */
    public void started(TrackedContainer container) {
        container.started = true;
        container.state.update(snapshots.make(container), container.state.isWaiting());
    }

    private boolean judge(TrackedContainer container) {
        boolean waits = false;
        Enrichment enrichment = Enrichment.NONE;
        String reason = "";
        if (container.wanted != Metadata.NONE && container.isComplete()) {
            waits = naming.awaitsMore(container);
            enrichment = Enrichment.COMPLETE;
        } else if (container.wanted != Metadata.NONE) {
            Reachability reach = naming.reach(container);
            waits = !naming.isOver(container);
            enrichment = waits || container.givenUp == null && reach.state() == Reachability.State.CONNECTED
                    ? Enrichment.PENDING : Enrichment.FAILED;
            reason = why(container, reach);
        }
        if (!waits && !container.isSatisfied() && container.wanted != Metadata.NONE && !container.counted) {
            container.counted = true;
            failures.count(container.runtime(), cause(container, naming.reach(container)));
        }
        boolean some = container.wanted.includes(Metadata.LABELS) && !waits;
        int version = container.known == null ? 0 : container.known.version;
        Container former = container.state.container();
        container.stale |= former == null || container.enrichment != enrichment || !container.reason.equals(reason)
                || container.contentWithSome != some
                || container.wanted != Metadata.NONE && container.shown != version;
        container.enrichment = enrichment;
        container.reason = reason;
        container.contentWithSome = some;
        container.shown = version;
        return waits;
    }

    private String why(TrackedContainer container, Reachability reach) {
        String runtime = container.runtime();
        return switch (cause(container, reach)) {
            case NO_RUNTIME -> "no runtime";
            case NO_SOCKET -> "no socket of " + runtime;
            case UNREACHABLE -> runtime + " not reachable" + (reach.detail().isEmpty() ? "" : ": " + reach.detail());
            case NOT_KNOWN -> "not known to " + runtime;
            default -> !container.lastFailure.isEmpty() ? container.lastFailure
                    : container.overdue ? "no answer from " + runtime + " within " + patience
                    : "asking " + runtime;
        };
    }

    private static Failures.Reason cause(TrackedContainer container, Reachability reach) {
        return switch (reach.state()) {
            case NO_RUNTIME -> Failures.Reason.NO_RUNTIME;
            case ABSENT -> Failures.Reason.NO_SOCKET;
            case TRYING -> Failures.Reason.UNREACHABLE;
            case CONNECTED -> container.denials > 0 && container.lastFailure.isEmpty() && container.overdue
                    ? Failures.Reason.NOT_KNOWN : Failures.Reason.NO_ANSWER;
        };
    }
}
