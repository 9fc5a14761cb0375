package io.tallyman.printer.table.internal;

import java.util.List;

/**
 * How broad each column is, and the arguments behind them.
 *
 * @param widths of the columns, without the blank behind each
 * @param args   columns of the terminal that are left for the arguments
 * @param cuts   false where nothing is to be cut
 */
record Layout(int[] widths, int args, boolean cuts) {
    /** On a terminal that is broad enough arguments have this much before other columns get more than usual. */
    private static final int GOOD_ARGS = 60;
    /** On a narrow one text columns shrink until arguments have this much. */
    private static final int LEAST_ARGS = 32;

    /** @param terminal its columns, or 0 where nothing is to be cut */
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

    /** Changes the one text column by one that is the furthest from its limit; false where there is none. */
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
