package io.tallyman.containers.internal.attribution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Several values under one text; most texts have one. */
final class Index<V> {
    private final Map<String, List<V>> lists = new HashMap<>();

    void add(String key, V value) {
        List<V> list = lists.computeIfAbsent(key, k -> new ArrayList<>(1));
        if (!list.contains(value)) {
            list.add(value);
        }
    }

    void remove(String key, V value) {
        List<V> list = lists.get(key);
        if (list != null && list.remove(value) && list.isEmpty()) {
            lists.remove(key);
        }
    }

    /** A copy: what is done with its members may change the index. */
    List<V> get(String key) {
        List<V> list = lists.get(key);
        return list == null ? List.of() : List.copyOf(list);
    }

    int size() {
        return lists.size();
    }
}
