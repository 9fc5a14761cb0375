package io.tallyman.printer.table.internal;

import java.util.List;

/**
 * The widths of the columns and of the arguments behind them, in characters.
 *
 * @param widths widths of the columns, without the blank behind each
 * @param args   the width that is left for the arguments
 * @param cuts   whether values that are too wide are cut off
 */
record Layout(int[] widths, int args, boolean cuts) {
    /** On a wide terminal, other columns get more than their usual width only if arguments have this width. */
    private static final int GOOD_ARGS = 60;
    /** On a narrow terminal, text columns shrink until arguments have this width. */
    private static final int LEAST_ARGS = 32;

    /** @param terminal width of the terminal, or 0 if nothing is to be cut off */
    static Layout of(List<Column> columns, int terminal) {
        int[] widths = columns.stream().mapToInt(Column::width).toArray();
        if (terminal == 0) {
            return new Layout(widths, Integer.MAX_VALUE, false);
        }
        int left = terminal;
        for (int width : widths) {
            left -= width + 1;
        }
        while (left > GOOD_ARGS && change(columns, widths, 1)) {
            left--;
        }
        while (left < LEAST_ARGS && change(columns, widths, -1)) {
            left++;
        }
        return new Layout(widths, Math.max(left, LEAST_ARGS / 2), true);
    }

    /**
     * Changes the width of the text column that is furthest from its limit by one. Returns false if there is no such
     * column.
     */
    private static boolean change(List<Column> columns, int[] widths, int by) {
        int best = -1;
        int most = 0;
        for (int i = 0; i < widths.length; i++) {
            int room = by > 0 ? columns.get(i).most() - widths[i] : widths[i] - columns.get(i).least();
            if (room > most) {
                most = room;
                best = i;
            }
        }
        if (best >= 0) {
            widths[best] += by;
        }
        return best >= 0;
    }
}
