package io.tallyman.api.output;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as people write them: what {@link OptionSpec.Type#SIZE} and {@link OptionSpec.Type#DURATION} take. */
public final class Amounts {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*([kKmMgG]?)(?:i?[bB])?");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(|ms|s|m|h|d)");

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
        int shift = switch (m.group(2).toUpperCase(Locale.ROOT)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(m.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("'" + value + "' is too large for a size");
        }
        return number << shift;
    }

    /**
     * A number with its unit; seconds where none is said.
     *
     * @throws IllegalArgumentException it is no time; the message says what one looks like
     */
    public static Duration duration(String value) {
        Matcher m = DURATION.matcher(value);
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a time such as 500ms, 10s, 5m, 1h or 1d");
        }
        long unit = switch (m.group(2)) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 1000;
        };
        return Duration.ofMillis(Math.round(Double.parseDouble(m.group(1)) * unit));
    }

    /** Short form of a number of bytes: {@code 16M}, {@code 1.5G}. */
    public static String text(long bytes) {
        String units = "KMG";
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < units.length() - 1) {
            value /= 1024;
            unit++;
        }
        if (unit < 0) {
            return bytes + "B";
        }
        String number = value == Math.rint(value) ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
        return number + units.charAt(unit);
    }
}
