package io.tallyman.containers.internal.support;

import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the listener was told, as words. */
public final class ListenerLog implements ContainerTable.Listener {
    private final List<String> words = new ArrayList<>();
    private final List<String> resolved = new ArrayList<>();
    private final Set<String> owners = new TreeSet<>();

    /** What has been heard since the last call. */
    public List<String> take() {
        List<String> all = List.copyOf(words);
        words.clear();
        return all;
    }

    @Override
    public void appeared(ContainerState state) {
        words.add("appeared " + describe(state));
    }

    /** Names of the containers that are named, or finally without a name, in the order in which that was told. */
    public List<String> resolved() {
        return List.copyOf(resolved);
    }

    @Override
    public void resolved(ContainerState state) {
        resolved.add(describe(state));
    }

    @Override
    public void settled(ContainerState state) {
        words.add("settled " + describe(state));
    }

    @Override
    public void vanished(ContainerState state) {
        words.add("vanished " + describe(state));
    }

    /** Cgroups that are owners: "41"; cgroups whose children are owners: "40/". */
    public Set<String> owners() {
        return Set.copyOf(owners);
    }

    @Override
    public void owned(long cgroupId) {
        owners.add(String.valueOf(cgroupId));
    }

    @Override
    public void childrenOwned(long cgroupId) {
        owners.add(cgroupId + "/");
    }

    @Override
    public void disowned(long cgroupId) {
        owners.remove(String.valueOf(cgroupId));
    }

    private static String describe(ContainerState state) {
        return state.container() == null ? "host" : state.container().enrichment() + " " + state.container().name();
    }
}
