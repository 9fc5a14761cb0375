package io.tallyman.printer.template.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;

/** A piece of the line: text that is always the same, or a field. */
@FunctionalInterface
interface Piece {
    void put(EventView event, LineBuffer out);
}
