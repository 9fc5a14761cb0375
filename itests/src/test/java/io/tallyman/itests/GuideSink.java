package io.tallyman.itests;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The other side of an output that the guide describes. */
interface GuideSink extends Closeable {
    /** Where it is, and what it wants to see: keys in place of those of the guide. */
    Map<String, String> keys() throws IOException;

    /** What has come so far, without the destination's framing: each piece holds whole events in the printer's form. */
    List<byte[]> pieces() throws IOException;

    /** @throws AssertionError what came beside the events was not as promised */
    default void check() {
    }
}
