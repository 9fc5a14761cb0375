package io.tallyman.containers.internal.support;

import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import java.util.ArrayList;
import java.util.List;

/** What the listener was told, as words. */
public final class ListenerLog implements ContainerTable.Listener {
    private final List<String> words = new ArrayList<>();

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

    @Override
    public void settled(ContainerState state) {
        words.add("settled " + describe(state));
    }

    @Override
    public void vanished(ContainerState state) {
        words.add("vanished " + describe(state));
    }

    private static String describe(ContainerState state) {
        return state.container() == null ? "host" : state.container().enrichment() + " " + state.container().name();
    }
}
