package io.tallyman.printer.table.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;

/**
 * One column.
 *
 * @param title its word in the header
 * @param width columns of the terminal that it usually takes, without the blank behind it
 * @param least to how little it may shrink on a narrow terminal
 * @param most  how far it may grow on a broad one
 * @param cell  what it shows
 */
record Column(String title, int width, int least, int most, Cell cell) {
    /** Appends what a column shows of an event, safe for terminals. */
    @FunctionalInterface
    interface Cell {
        void put(EventView event, LineBuffer out);
    }

    /** A column whose values are never cut. */
    static Column fixed(String title, int width, Cell cell) {
        return new Column(title, width, width, width, cell);
    }

    /** A column of text, which adapts to the terminal. */
    static Column text(String title, int width, int least, int most, Cell cell) {
        return new Column(title, width, least, most, cell);
    }

    boolean isText() {
        return least < most;
    }
}
