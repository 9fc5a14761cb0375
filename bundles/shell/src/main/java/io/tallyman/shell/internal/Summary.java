package io.tallyman.shell.internal;

import com.google.gson.GsonBuilder;
import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.TraceSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a trace has counted until its end.
 *
 * @param time     how long the trace ran, or null if that is not known
 * @param engine   counts of the source and of the container table, or null if the engine could not tell them
 * @param sessions the sessions that ended
 */
record Summary(Duration time, EngineStatus engine, List<Ended> sessions) {
    /**
     * One session that ended.
     *
     * @param name   its name
     * @param status its last counts
     */
    record Ended(String name, SessionStatus status) {
        static Ended of(TraceSession session) {
            return new Ended(session.name(), session.status());
        }
    }

    /** @param time how long the trace ran, or null if that is not known */
    static Summary of(TraceSession session, Duration time) {
        return new Summary(time, session.engineAtEnd(), List.of(Ended.of(session)));
    }

    /**
     * The summary of sessions that were stopped together.
     *
     * @param time how long the process ran them
     */
    static Summary of(List<TraceSession> sessions, Duration time) {
        EngineStatus engine = sessions.stream().map(TraceSession::engineAtEnd).filter(Objects::nonNull)
                .max(Comparator.comparingLong(EngineStatus::emitted)).orElse(null);
        return new Summary(time, engine, sessions.stream().map(Ended::of).toList());
    }

    /** Sentences for people: first the totals, then only what is not zero. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(totals());
        if (engine != null) {
            lines.addAll(CountText.of(engine));
        }
        for (Ended session : sessions) {
            if (sessions.size() > 1) {
                lines.add("session " + session.name() + ": " + matched(session.status()));
            }
            lines.addAll(CountText.of(session.status()));
        }
        return lines;
    }

    private String totals() {
        if (engine == null && sessions.isEmpty()) {
            return "nothing was traced";
        }
        String traced = engine == null ? "" : "traced " + Figures.number(engine.emitted(), "event");
        String during = time == null || traced.isEmpty() ? "" : " in " + Figures.time(time);
        String matched = sessions.size() == 1 ? matched(sessions.get(0).status()) : "";
        return traced + during + (traced.isEmpty() || matched.isEmpty() ? "" : ": ") + matched;
    }

    private static String matched(SessionStatus status) {
        List<String> parts = new ArrayList<>();
        parts.add(Figures.number(status.matched()) + " matched");
        for (OutputStatus output : status.outputs()) {
            parts.add(Figures.number(output.delivered()) + " written"
                    + (status.outputs().size() > 1 ? " by " + output.name() : ""));
        }
        return String.join(", ", parts);
    }

    /** Every counter, also at zero, as one line of JSON. */
    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("seconds", time == null ? null : time.toMillis() / 1000.0);
        if (engine != null) {
            all.put("emitted", engine.emitted());
            all.put("read", engine.read());
            all.put("lost", engine.lost());
            all.put("losses", byName(engine.losses()));
            all.put("withheld", byName(engine.withheld()));
            all.put("failures", byName(engine.failures()));
            all.put("worst", engine.worst().stream().map(Summary::owner).toList());
            all.put("pendingReleased", engine.pendingReleased());
        }
        all.put("sessions", sessions);
        return new GsonBuilder().disableHtmlEscaping().create().toJson(all);
    }

    private static Map<String, Object> owner(OwnerTotals owner) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("containerId", owner.containerId());
        values.put("containerName", owner.containerName());
        values.put("read", owner.read());
        values.put("lost", owner.lost());
        values.put("dropped", owner.dropped());
        values.put("limited", owner.limited());
        return values;
    }

    private static Map<String, Long> byName(List<LossCounter> counters) {
        Map<String, Long> values = new LinkedHashMap<>();
        counters.forEach(c -> values.put(c.name(), c.value()));
        return values;
    }
}
