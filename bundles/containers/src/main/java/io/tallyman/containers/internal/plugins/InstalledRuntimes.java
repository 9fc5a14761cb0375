package io.tallyman.containers.internal.plugins;

import io.tallyman.api.runtime.ContainerRuntime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The runtimes whose bundles are installed, each guarded, and whether one is away that was there. Thread-safe. */
public final class InstalledRuntimes {
    private final PluginFailures failures;
    private final long patienceMillis;
    private final Set<String> known = new HashSet<>();
    private volatile List<GuardedRuntime> guarded = List.of();
    private volatile List<ContainerRuntime> all = List.of();
    private volatile boolean missesSome = true;

    /** @param patienceMillis how long a call into a bundle that must answer at once may take */
    public InstalledRuntimes(PluginFailures failures, long patienceMillis) {
        this.failures = failures;
        this.patienceMillis = patienceMillis;
    }

    /** Adds a runtime, unless it cannot even tell its name. May take twice the patience. */
    public void add(ContainerRuntime plugin) {
        GuardedRuntime runtime = GuardedRuntime.of(plugin, failures, patienceMillis);
        if (runtime != null) {
            publish(runtime, null);
        }
    }

    /** Returns the runtime as it was in {@link #all}, or null where it was not installed. */
    public ContainerRuntime remove(ContainerRuntime plugin) {
        GuardedRuntime gone = guarded.stream().filter(runtime -> runtime.plugin == plugin).findFirst().orElse(null);
        if (gone != null) {
            publish(null, gone);
        }
        return gone;
    }

    private synchronized void publish(GuardedRuntime added, GuardedRuntime removed) {
        List<GuardedRuntime> now = new ArrayList<>(guarded);
        now.remove(removed);
        if (added != null) {
            now.add(added);
        }
        guarded = List.copyOf(now);
        all = List.copyOf(now);
        Set<String> names = new HashSet<>();
        now.forEach(runtime -> names.add(runtime.name()));
        known.addAll(names);
        missesSome = names.isEmpty() || !names.containsAll(known);
    }

    /** All installed runtimes; another list once that has changed. */
    public List<ContainerRuntime> all() {
        return all;
    }

    public boolean has(String name) {
        return all.stream().anyMatch(there -> there.name().equals(name));
    }

    public boolean missesSome() {
        return missesSome;
    }

    /** Ends calls that take too long. To be called about once a second. */
    public void expireCalls() {
        guarded.forEach(runtime -> runtime.expire(patienceMillis * 1_000_000));
    }

    /** Calls into bundles that have failed so far. */
    public long failedCalls() {
        return failures.count();
    }
}
