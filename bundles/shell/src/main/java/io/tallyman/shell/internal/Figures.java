package io.tallyman.shell.internal;

import java.time.Duration;
import java.util.Locale;

/** Writes numbers and times as people write them. */
final class Figures {
    private static final long EXACT_BELOW_SECONDS = 10;

    private Figures() {
    }

    /** A number with a comma between thousands. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A number with a noun: {@code 1 event}, {@code 2 events}. */
    static String number(long value, String noun) {
        return number(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /** A time in its two largest units: {@code 2.3 s}, {@code 12 s}, {@code 3 min 12 s}, {@code 5 h 40 min}, {@code 9 d 3 h}. */
    static String time(Duration time) {
        if (time.toSeconds() < EXACT_BELOW_SECONDS) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (time.toMinutes() == 0) {
            return time.toSeconds() + " s";
        }
        if (time.toHours() == 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return time.toDays() == 0 ? time.toHours() + " h " + time.toMinutesPart() + " min"
                : time.toDays() + " d " + time.toHoursPart() + " h";
    }
}
