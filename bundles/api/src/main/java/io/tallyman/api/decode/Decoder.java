package io.tallyman.api.decode;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import java.util.List;

/** Writes the name of a number. Decoders are immutable and shared by all threads. They allocate nothing. */
@FunctionalInterface
public interface Decoder {
    /** Appends the name, in printable ASCII without quotes, or the number if the number has no name. */
    void put(long value, LineBuffer out);

    /**
     * Appends the name of an argument that is a number. The name may depend on another argument of the event.
     *
     * @param arg position of the argument
     */
    default void put(EventView event, int arg, LineBuffer out) {
        put(event.number(arg), out);
    }

    /** All names that this decoder can write. Empty if this decoder writes numbers in another form. */
    default List<String> names() {
        return List.of();
    }
}
