package io.tallyman.printer.tree.internal;

import io.tallyman.api.output.LineBuffer;

/** Writes how long something took: {@code 0.231s}, {@code 3m05s}, {@code 7h31m}, {@code 12d04h}. */
final class Spans {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Spans() {
    }

    /** Appends a time in nanoseconds; below a minute, in thousandths of a second. */
    static LineBuffer put(long nanos, LineBuffer out) {
        long span = Math.max(0, nanos);
        if (span < MINUTE) {
            long millis = span / MILLI;
            out.decimal(millis / 1000).put('.').put('0' + (int) (millis / 100 % 10));
            return two(millis % 100, out).put('s');
        }
        if (span < HOUR) {
            return two(span / SECOND % 60, out.decimal(span / MINUTE).put('m')).put('s');
        }
        if (span < DAY) {
            return two(span / MINUTE % 60, out.decimal(span / HOUR).put('h')).put('m');
        }
        return two(span / HOUR % 24, out.decimal(span / DAY).put('d')).put('h');
    }

    private static LineBuffer two(long value, LineBuffer out) {
        return out.put('0' + (int) (value / 10)).put('0' + (int) (value % 10));
    }
}
