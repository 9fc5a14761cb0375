package io.tallyman.api.output;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of {@link OptionSpec.Type#SIZE} and {@link OptionSpec.Type#DURATION}. */
public final class Amounts {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMG]?)");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Amounts() {
    }

    /**
     * Bytes; K, M and G are powers of 1024.
     *
     * @throws IllegalArgumentException it is no size; the message says what one looks like
     */
    public static long size(String value) {
        Matcher m = SIZE.matcher(value);
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a size such as 512K, 8M or 1G");
        }
        int shift = switch (m.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
        };
        return Long.parseLong(m.group(1)) << shift;
    }

    /**
     * A whole number with its unit.
     *
     * @throws IllegalArgumentException it is no time; the message says what one looks like
     */
    public static Duration duration(String value) {
        Matcher m = DURATION.matcher(value);
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a time such as 500ms, 10s, 5m, 1h or 1d");
        }
        long number = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
