package io.tallyman.printing;

import io.tallyman.api.output.LineBuffer;

/**
 * Writes times as {@code 2026-11-22T01:46:51.228577335Z}, as RFC 3339 has them. One object serves one thread and
 * allocates nothing.
 */
public final class UtcTime {
    private static final long NANOS = 1_000_000_000L;
    private static final int DAY = 86_400;
    /** Days from 1 March of the year 0 to 1 January 1970. */
    private static final int EPOCH_DAYS = 719_468;
    private static final int ERA_DAYS = 146_097;

    private final LineBuffer second = new LineBuffer(24);
    private long shown = Long.MIN_VALUE;

    /** Appends a time in nanoseconds since the epoch, not before it. */
    public void put(long nanos, LineBuffer out) {
        long whole = nanos / NANOS;
        if (whole != shown) {
            show(whole);
        }
        out.put(second.array(), 0, second.length());
        int rest = (int) (nanos - whole * NANOS);
        for (int unit = 100_000_000; unit > 0; unit /= 10) {
            out.put('0' + rest / unit % 10);
        }
        out.put('Z');
    }

    private void show(long whole) {
        shown = whole;
        second.clear();
        date((int) (whole / DAY));
        int time = (int) (whole % DAY);
        two(time / 3600, 'T');
        two(time / 60 % 60, ':');
        two(time % 60, ':');
        second.put('.');
    }

    /** The calendar repeats after 400 years. A year that begins in March has its leap day at the end. */
    private void date(int sinceEpoch) {
        int days = sinceEpoch + EPOCH_DAYS;
        int era = days / ERA_DAYS;
        int day = days % ERA_DAYS;
        int year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        int dayOfYear = day - (365 * year + year / 4 - year / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int january = month < 10 ? month + 3 : month - 9;
        second.decimal(year + era * 400L + (january <= 2 ? 1 : 0));
        two(january, '-');
        two(dayOfYear - (153 * month + 2) / 5 + 1, '-');
    }

    private void two(int value, char before) {
        second.put(before).put('0' + value / 10).put('0' + value % 10);
    }
}
