package io.tallyman.metrics.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.source.LossCounter;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.SpoolStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceSession;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Turns the counts of the engine into metrics. */
final class EngineMetrics {
    private static final double MICROS = 1e6;

    private EngineMetrics() {
    }

    static String of(Engine engine) {
        Exposition out = new Exposition();
        EngineStatus status = engine.status();
        out.gauge("tallyman_tracing", "1 while a source is open.", status == null ? 0 : 1);
        if (status != null) {
            source(out, status);
        }
        containers(out, engine);
        for (RuntimeStatus runtime : engine.runtimes()) {
            runtime(out, runtime);
        }
        for (TraceSession session : engine.sessions()) {
            session(out, session.name(), session.status());
        }
        return out.toString();
    }

    private static void source(Exposition out, EngineStatus status) {
        out.counter("tallyman_events_emitted_total", "Records that the kernel programs meant to write.",
                status.emitted());
        out.counter("tallyman_events_read_total", "Records that the engine has read.", status.read());
        counters(out, "tallyman_events_lost_total", "Records that were emitted and never read.", status.losses());
        status.worst().forEach(owner -> owner(out, owner));
        counters(out, "tallyman_events_withheld_total", "Events that were left out because --fold or --limit asked for fewer.",
                status.withheld());
        counters(out, "tallyman_failures_total", "What went wrong with events that were read.", status.failures());
        out.counter("tallyman_pending_released_total", "Events that left without their container's name.",
                status.pendingReleased());
        out.gauge("tallyman_held_events", "Events that wait for their container's name.", status.heldEvents());
        out.gauge("tallyman_held_bytes", "Their size.", status.heldBytes());
        out.gauge("tallyman_hold_capacity_bytes", "Size of the pool in which they wait.", status.holdBytes());
        out.gauge("tallyman_containers_remembered", "Removed containers that are still known.", status.remembered());
    }

    /** Only the owners that have lost most: a machine may have run thousands of containers. */
    private static void owner(Exposition out, OwnerTotals owner) {
        Container container = owner.container();
        Pod pod = container == null ? Pod.NONE : container.pod();
        String[] labels = {"owner", container == null ? "host" : "container", "container_id", owner.containerId(),
            "container_name", owner.containerName(), "namespace", pod.namespace(), "pod", pod.name()};
        out.counter("tallyman_owner_events_lost_total",
                "Records lost before they were read, of the 20 containers (or the host) that have lost most.",
                owner.lost(), labels);
        out.counter("tallyman_owner_events_dropped_total",
                "Events that an output had no room for, of the same containers; counted for each output.", owner.dropped(), labels);
        out.counter("tallyman_owner_events_limited_total", "Events of the same that a limit has left out.",
                owner.limited(), labels);
    }

    private static void counters(Exposition out, String name, String help, List<LossCounter> counters) {
        counters.forEach(c -> out.counter(name, help, c.value(), "reason", c.name()));
    }

    private static void containers(Exposition out, Engine engine) {
        Map<Enrichment, Integer> counts = new TreeMap<>();
        for (Enrichment enrichment : Enrichment.values()) {
            counts.put(enrichment, 0);
        }
        for (Container container : engine.containers()) {
            counts.merge(container.enrichment(), 1, Integer::sum);
        }
        counts.forEach((enrichment, count) -> out.gauge("tallyman_containers", "Live containers, by what is known.",
                count, "enrichment", lower(enrichment)));
    }

    private static void runtime(Exposition out, RuntimeStatus runtime) {
        String[] labels = {"runtime", runtime.runtime(), "socket", runtime.socket().toString()};
        out.gauge("tallyman_runtime_up", "1 where the runtime answers on this socket.",
                runtime.state() == RuntimeStatus.State.CONNECTED ? 1 : 0, labels);
        out.counter("tallyman_runtime_answers_total", "Questions that it has answered.", runtime.answers(), labels);
        out.gauge("tallyman_runtime_latency_seconds", "Median time of its last answers.",
                runtime.medianMicros() / MICROS, labels);
        new TreeMap<>(runtime.failures()).forEach((reason, count) -> out.counter("tallyman_runtime_failures_total",
                "Questions that have failed.", count, labels[0], labels[1], labels[2], labels[3], "reason", reason));
    }

    private static void session(Exposition out, String name, SessionStatus status) {
        out.counter("tallyman_session_seen_total", "Events that were offered to the session's filter.",
                status.seen(), "session", name);
        out.counter("tallyman_session_matched_total", "Events that passed it.", status.matched(), "session", name);
        out.counter("tallyman_session_undecided_total", "Events that passed because the filter failed on them.",
                status.undecided(), "session", name);
        status.outputs().forEach(o -> output(out, name, o));
    }

    private static void output(Exposition out, String session, OutputStatus output) {
        String[] labels = {"session", session, "output", output.name(), "printer", output.printer(), "destination",
            output.destination()};
        out.gauge("tallyman_output_up", "1 while the output writes; 0 while it waits, fails, is off or has ended.",
                output.state() == State.RUNNING ? 1 : 0, labels);
        out.counter("tallyman_output_delivered_total", "Events that the destination has taken.", output.delivered(),
                labels);
        out.counter("tallyman_output_bytes_total", "Bytes that the destination has taken.", output.bytes(), labels);
        out.counter("tallyman_output_dropped_total", "Events lost because the queue was full.", output.dropped(),
                labels);
        out.counter("tallyman_output_failed_total", "Events lost because printer or destination refused them.",
                output.failed(), labels);
        out.counter("tallyman_output_redacted_total", "Texts in which secrets were hidden.", output.redacted(), labels);
        out.gauge("tallyman_output_queued_bytes", "Bytes that wait in the queue.", output.queuedBytes(), labels);
        if (output.spool() != null) {
            spool(out, output.spool(), labels);
        }
    }

    private static void spool(Exposition out, SpoolStatus spool, String... labels) {
        out.gauge("tallyman_output_spooled_events", "Events on disk that the destination has not taken yet.",
                spool.events(), labels);
        out.gauge("tallyman_output_spool_bytes", "Size of the spool's files.", spool.bytes(), labels);
        out.counter("tallyman_output_spool_recovered_total", "Events that an earlier process has left in the spool.",
                spool.recovered(), labels);
        out.counter("tallyman_output_spool_dropped_total", "Events lost because the spool or its disk was full.",
                spool.dropped(), labels);
        out.counter("tallyman_output_spool_damaged_total", "Events lost because the spool's files were damaged.",
                spool.damaged(), labels);
        out.counter("tallyman_output_spool_repeated_total", "Events that the destination may have twice.",
                spool.repeated(), labels);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
