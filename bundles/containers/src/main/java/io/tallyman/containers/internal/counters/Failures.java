package io.tallyman.containers.internal.counters;

import io.tallyman.api.source.LossCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Containers whose name did not come in time, by runtime and reason. Thread-safe. */
public final class Failures {
    /** Why a container was not named in time. */
    public enum Reason {
        NO_RUNTIME("no bundle for the runtime was there"),
        NO_SOCKET("no socket of the runtime was there"),
        UNREACHABLE("the runtime's socket was there and did not answer"),
        NOT_KNOWN("the runtime did not know the container"),
        NO_ANSWER("the runtime had not answered when the deadline passed"),
        BROKEN("the runtime's bundle failed to read a cgroup path");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    private record Key(String runtime, Reason reason) {
    }

    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();
    private final LongAdder unknownCgroups = new LongAdder();
    private final LongAdder missedCreations = new LongAdder();
    private final LongAdder missedRemovals = new LongAdder();
    private final LongAdder overBudget = new LongAdder();

    public void count(String runtime, Reason reason) {
        counts.computeIfAbsent(new Key(runtime.isEmpty() ? "unknown" : runtime, reason), k -> new LongAdder())
                .increment();
    }

    /** A daemon has told more than its authority's share of memory can hold. */
    public void countOverBudget() {
        overBudget.increment();
    }

    public void countUnknownCgroup() {
        unknownCgroups.increment();
    }

    /** A cgroup was found in the file system whose creation no record has told. */
    public void countMissedCreation() {
        missedCreations.increment();
    }

    /** A cgroup is no longer in the file system and no record has told of its removal. */
    public void countMissedRemoval() {
        missedRemovals.increment();
    }

    /** The count of each reason for each of these runtimes, also if it is zero, and for runtimes that were removed. */
    public List<LossCounter> counters(List<String> runtimes, long answersLost, long callsFailed) {
        Map<String, LossCounter> counters = new TreeMap<>();
        for (String runtime : runtimes) {
            for (Reason reason : Reason.values()) {
                add(counters, new Key(runtime, reason), 0);
            }
        }
        counts.forEach((key, count) -> add(counters, key, count.sum()));
        List<LossCounter> all = new ArrayList<>(counters.values());
        all.add(new LossCounter("enrich_answers_dropped", answersLost,
                "What runtimes told unasked and the reader had no room for."));
        all.add(new LossCounter("runtime_calls_failed", callsFailed,
                "Calls into runtime bundles that threw or hung; what they were asked for is missing."));
        all.add(new LossCounter("enrich_memory_full", overBudget.sum(),
                "Answers of runtimes that found no room in their share of memory: older ones or labels were dropped."));
        all.add(new LossCounter("cgroup_unknown", unknownCgroups.sum(),
                "Cgroups that events came from and nobody could name; those events are shown as the host's."));
        all.add(new LossCounter("cgroup_created_unseen", missedCreations.sum(),
                "Cgroups found in the cgroup file system whose creation no record has told."));
        all.add(new LossCounter("cgroup_removed_unseen", missedRemovals.sum(),
                "Cgroups gone from the cgroup file system whose removal no record has told."));
        return all;
    }

    private static void add(Map<String, LossCounter> counters, Key key, long value) {
        String name = "enrich_" + key.runtime() + "_" + key.reason().name().toLowerCase(java.util.Locale.ROOT);
        counters.put(name, new LossCounter(name, value,
                "Containers not named in time: " + key.reason().words + "."));
    }
}
