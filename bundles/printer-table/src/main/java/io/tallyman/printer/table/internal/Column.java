package io.tallyman.printer.table.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;

/**
 * One column.
 *
 * @param title the word in the header
 * @param width the usual width in characters, without the blank behind the column
 * @param least the least width, on a narrow terminal
 * @param most  the greatest width, on a wide terminal
 * @param cell  writes the value of an event
 */
record Column(String title, int width, int least, int most, Cell cell) {
    /** Appends the value of an event, with all characters that could control a terminal escaped. */
    @FunctionalInterface
    interface Cell {
        void put(EventView event, LineBuffer out);
    }

    /** A column whose values are never cut off. */
    static Column fixed(String title, int width, Cell cell) {
        return new Column(title, width, width, width, cell);
    }

    /** A column of text, whose width depends on the terminal. */
    static Column text(String title, int width, int least, int most, Cell cell) {
        return new Column(title, width, least, most, cell);
    }

    boolean isText() {
        return least < most;
    }
}
