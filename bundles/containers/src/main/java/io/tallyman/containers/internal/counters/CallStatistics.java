package io.tallyman.containers.internal.counters;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** How many questions at one socket were answered or failed, over all connections to the socket. Thread-safe. */
public final class CallStatistics {
    private static final int LATEST = 64;
    private static final long MICRO = 1_000;

    private final long[] micros = new long[LATEST];
    private final Map<String, Long> failures = new TreeMap<>();
    private long answers;

    public synchronized void answered(long nanos) {
        micros[(int) (answers++ % LATEST)] = nanos / MICRO;
    }

    /** @param reason one of a few fixed words */
    public synchronized void failed(String reason) {
        failures.merge(reason, 1L, Long::sum);
    }

    public synchronized long answers() {
        return answers;
    }

    public synchronized Map<String, Long> failures() {
        return Map.copyOf(failures);
    }

    /** Median of the latest answers, 0 before the first. */
    public synchronized long medianMicros() {
        long[] sorted = Arrays.copyOf(micros, (int) Math.min(answers, LATEST));
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
