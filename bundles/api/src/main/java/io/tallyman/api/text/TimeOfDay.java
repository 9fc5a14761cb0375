package io.tallyman.api.text;

import io.tallyman.api.output.LineBuffer;
import java.time.Instant;
import java.time.ZoneId;

/** Writes the time of day of one time zone as {@code HH:MM:SS:uuuuuu}. One object serves one thread. */
public final class TimeOfDay {
    private static final long NANOS = 1_000_000_000L;
    private static final int DAY = 86_400;
    /** Time zones change their offset on a quarter of an hour, so one offset holds for a quarter. Seconds. */
    private static final int QUARTER = 900;

    private final ZoneId zone;
    private long quarter = Long.MIN_VALUE;
    private int offset;

    /** @param zone the time zone of the times that are written */
    public TimeOfDay(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Appends the time of day.
     *
     * @param nanos a time in nanoseconds since the epoch
     */
    public void put(long nanos, LineBuffer out) {
        long second = Math.floorDiv(nanos, NANOS);
        int micros = (int) (Math.floorMod(nanos, NANOS) / 1_000);
        int local = Math.floorMod(second + offset(second), DAY);
        two(local / 3_600, out).put(':');
        two(local / 60 % 60, out).put(':');
        two(local % 60, out).put(':');
        two(micros / 10_000, out);
        two(micros / 100 % 100, out);
        two(micros % 100, out);
    }

    private int offset(long second) {
        long now = Math.floorDiv(second, QUARTER);
        if (now != quarter) {
            quarter = now;
            offset = zone.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
        }
        return offset;
    }

    private static LineBuffer two(int value, LineBuffer out) {
        return out.put('0' + value / 10).put('0' + value % 10);
    }
}
