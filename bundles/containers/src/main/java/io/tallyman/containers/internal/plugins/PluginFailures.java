package io.tallyman.containers.internal.plugins;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Calls into runtime bundles that threw or had to be ended: each is counted, and each kind is reported once. Thread-
 * safe.
 */
public final class PluginFailures {
    private final LongAdder count = new LongAdder();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    private final Consumer<String> report;

    /** @param report is told of each kind of failure once, in words for people */
    public PluginFailures(Consumer<String> report) {
        this.report = report;
    }

    /**
     * A call has failed.
     *
     * @param plugin      the class of the plug-in
     * @param call        what was called
     * @param consequence what the plug-in cannot do for that reason, as a sentence
     */
    void failed(Class<?> plugin, String call, Throwable why, String consequence) {
        count.increment();
        if (reported.add(plugin.getName() + "." + call)) {
            report.accept(plugin.getName() + "." + call + " failed: " + why + "; " + consequence);
        }
    }

    /** How many calls have failed so far. */
    public long count() {
        return count.sum();
    }
}
