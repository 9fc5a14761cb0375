package io.tallyman.api.decode;

import io.tallyman.api.output.LineBuffer;
import java.util.List;

/** Writes the name of a number. Immutable, shared by all threads; allocates nothing. */
@FunctionalInterface
public interface Decoder {
    /** Appends the name, in printable ASCII without quotes; a number where there is none. */
    void put(long value, LineBuffer out);

    /** The names it knows; none where it writes numbers in another way. */
    default List<String> names() {
        return List.of();
    }
}
