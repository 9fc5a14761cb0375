package io.tallyman.containers.internal.plugins;

import io.tallyman.api.runtime.ContainerRuntime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The runtimes whose bundles are there, and whether one is away that was there. One thread at a time changes it. */
public final class InstalledRuntimes {
    private final Set<String> known = new HashSet<>();
    private volatile List<ContainerRuntime> all = List.of();
    private volatile boolean missesSome = true;

    public void add(ContainerRuntime runtime) {
        List<ContainerRuntime> more = new ArrayList<>(all);
        more.add(runtime);
        publish(more);
    }

    public void remove(ContainerRuntime runtime) {
        List<ContainerRuntime> fewer = new ArrayList<>(all);
        fewer.removeIf(other -> other == runtime);
        publish(fewer);
    }

    private void publish(List<ContainerRuntime> present) {
        all = List.copyOf(present);
        Set<String> names = new HashSet<>();
        present.forEach(runtime -> names.add(runtime.name()));
        known.addAll(names);
        missesSome = names.isEmpty() || !names.containsAll(known);
    }

    /** Another list once it has changed. */
    public List<ContainerRuntime> all() {
        return all;
    }

    public boolean has(String name) {
        return all.stream().anyMatch(there -> there.name().equals(name));
    }

    public boolean missesSome() {
        return missesSome;
    }
}
