package io.tallyman.containers.internal.naming;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.containers.ContainerTable.Listener;
import io.tallyman.containers.internal.attribution.NamingProgress;
import io.tallyman.containers.internal.attribution.ReportedState;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.counters.Failures;
import java.time.Duration;

/** Says what became of the question for a container's name, and tells the listener. Reader thread only. */
public final class Reporter {
    private final Naming naming;
    private final ContainerSnapshots snapshots;
    private final Failures failures;
    private final Reasons reasons;

    /** @param patience how long a runtime has for its answer */
    public Reporter(Naming naming, ContainerSnapshots snapshots, Failures failures, RuntimeAccess runtimes,
            Duration patience) {
        this.naming = naming;
        this.snapshots = snapshots;
        this.failures = failures;
        reasons = new Reasons(runtimes, patience.toMillis() + " ms");
    }

    /** Brings a container's snapshot up to date and tells what has changed. */
    public void report(TrackedContainer container, Listener listener) {
        ReportedState reported = container.reported;
        boolean waited = container.state.isWaiting();
        boolean waits = judge(container);
        container.state.healthcheck(container.known == null ? null : container.known.healthcheck());
        container.state.update(reported.stale ? snapshots.make(container) : container.state.container(), waits);
        reported.stale = false;
        if (!reported.announced) {
            reported.announced = true;
            listener.appeared(container.state);
        }
        if (!container.state.isResolved() && !waits && (reported.enrichment != Enrichment.PENDING || container.gone)) {
            container.state.resolved(true);
            listener.resolved(container.state);
        }
        if (waited && !waits) {
            listener.settled(container.state);
        }
        if (container.gone && !reported.removed) {
            reported.removed = true;
            snapshots.gone(container);
            listener.vanished(container.state);
        }
    }

    /** Its entry point runs: no more than another snapshot. */
    public void started(TrackedContainer container) {
        container.started = true;
        container.state.update(snapshots.make(container), container.state.isWaiting());
    }

    /** Returns whether events wait, and marks the snapshot as stale where it says something else now. */
    private boolean judge(TrackedContainer container) {
        NamingProgress progress = container.naming;
        ReportedState reported = container.reported;
        boolean wanted = progress.wanted != Metadata.NONE;
        boolean settled = wanted && container.isSettled();
        boolean waits = wanted && (settled ? QuestionPlan.awaitsMore(container) : !progress.isOver());
        Enrichment enrichment = Enrichment.NONE;
        String reason = "";
        if (settled && container.isComplete()) {
            enrichment = Enrichment.COMPLETE;
        } else if (settled) {
            enrichment = Enrichment.PARTIAL;
            reason = reported.enrichment == enrichment ? reported.reason : reasons.whyPartial(container);
        } else if (wanted) {
            Reachability reach = naming.reach(container);
            enrichment = waits || progress.givenUp == null && reach.state() == Reachability.State.CONNECTED
                    ? Enrichment.PENDING : Enrichment.FAILED;
            reason = isFinal(container, enrichment) ? reported.reason : reasons.why(container, reach, waits);
        }
        if (wanted && !waits && !container.isSatisfied() && !reported.counted) {
            reported.counted = true;
            failures.count(container.runtime(), Reasons.cause(container, naming.reach(container)));
        }
        boolean some = progress.wanted.includes(Metadata.LABELS) && !waits;
        int version = container.known == null ? 0 : container.known.version;
        reported.stale |= container.state.container() == null || reported.enrichment != enrichment
                || !reported.reason.equals(reason) || reported.someLabels != some || wanted && reported.shown != version;
        reported.enrichment = enrichment;
        reported.reason = reason;
        reported.someLabels = some;
        reported.shown = version;
        return waits;
    }

    /** Why a container that is gone has no name does not change with what becomes of its runtime. */
    private static boolean isFinal(TrackedContainer container, Enrichment enrichment) {
        return container.gone && enrichment == Enrichment.FAILED && container.reported.enrichment == Enrichment.FAILED;
    }
}
