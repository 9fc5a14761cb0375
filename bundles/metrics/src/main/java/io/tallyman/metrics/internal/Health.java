package io.tallyman.metrics.internal;

import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says what is wrong with the engine now. Thread-safe. */
final class Health {
    private final Engine engine;
    private final Map<String, Trend> trends = new HashMap<>();

    Health(Engine engine) {
        this.engine = engine;
    }

    /** How the questions to a runtime went. A runtime fails from an error on until its next answer. */
    private record Trend(long answers, long failures, boolean failing) {
        static final Trend NEW = new Trend(0, 0, false);

        Trend next(long answersNow, long failuresNow) {
            boolean now = answersNow <= answers && (failing || failuresNow > failures);
            return new Trend(answersNow, failuresNow, now);
        }
    }

    /** One line for each problem; empty if there is none. */
    synchronized List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        TraceException failure = engine.failure();
        if (failure != null) {
            troubles.add("the reader has ended: " + failure.getMessage());
        }
        for (RuntimeStatus runtime : engine.runtimes()) {
            String name = runtime.runtime() + " at " + runtime.socket();
            long failures = runtime.failures().values().stream().mapToLong(v -> v).sum();
            Trend trend = trends.getOrDefault(name, Trend.NEW).next(runtime.answers(), failures);
            trends.put(name, trend);
            if (runtime.state() == RuntimeStatus.State.FAILING) {
                troubles.add("enrichment is failing: " + name + ": " + runtime.detail());
            } else if (runtime.state() == RuntimeStatus.State.CONNECTED && trend.failing()) {
                troubles.add("enrichment is failing: " + name + ": no answer since its last failure, "
                        + failures + " so far");
            }
        }
        return troubles;
    }
}
