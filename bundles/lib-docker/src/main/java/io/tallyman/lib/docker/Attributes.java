package io.tallyman.lib.docker;

import com.github.dockerjava.api.model.Event;
import java.util.HashMap;
import java.util.Map;

/** Copies of the labels and attributes in an engine's answers. */
public final class Attributes {
    private Attributes() {
    }

    /** The container's labels, among attributes of the event itself. The caller may change the copy. */
    public static Map<String, String> of(Event event) {
        return withoutNulls(event.getActor().getAttributes());
    }

    /**
     * A copy with an empty text instead of each null: an answer may have nulls, a fragment may not. The caller may change
     * the copy.
     *
     * @param map null gives an empty map
     */
    public static Map<String, String> withoutNulls(Map<String, String> map) {
        Map<String, String> clean = new HashMap<>();
        if (map != null) {
            map.forEach((key, value) -> clean.put(key, value == null ? "" : value));
        }
        return clean;
    }
}
