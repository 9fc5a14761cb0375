package io.tallyman.printing;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;

/** Writes one value of an event. Output's thread. */
@FunctionalInterface
public interface Value {
    /** Appends the value in the form of the document: as JSON, say. Appends nothing if the event has no such value. */
    void put(EventView event, LineBuffer out);
}
