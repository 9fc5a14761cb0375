package io.tallyman.containers.internal.attribution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A map from a text to several values. Most texts have one value. */
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

    /** The values as they are now: the caller may change the index while going through them. */
    List<V> get(String key) {
        List<V> list = lists.get(key);
        return list == null ? List.of() : List.copyOf(list);
    }

    int size() {
        return lists.size();
    }
}
