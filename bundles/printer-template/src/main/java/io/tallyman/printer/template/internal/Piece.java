package io.tallyman.printer.template.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;

/** A piece of a line: fixed text, or the value of a field. */
@FunctionalInterface
interface Piece {
    void put(EventView event, LineBuffer out);
}
