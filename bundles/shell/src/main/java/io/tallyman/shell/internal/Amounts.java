package io.tallyman.shell.internal;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes and durations as people write them. */
final class Amounts {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})\\s*(|[kKmMgG])(?:i?[bB])?");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)\\s*(|ms|s|m|h)");

    private Amounts() {
    }

    /** Bytes; K, M and G are powers of 1024. */
    static final class SizeConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            Matcher m = SIZE.matcher(value);
            if (!m.matches()) {
                throw new TypeConversionException("'" + value + "' is not a size; write it like 512K, 16M or 1G");
            }
            int shift = switch (m.group(2).toLowerCase(Locale.ROOT)) {
                case "k" -> 10;
                case "m" -> 20;
                case "g" -> 30;
                default -> 0;
            };
            long number = Long.parseLong(m.group(1));
            if (number > Long.MAX_VALUE >> shift) {
                throw new TypeConversionException("'" + value + "' is too large");
            }
            return number << shift;
        }
    }

    /** A number with ms, s, m or h; seconds where nothing is said. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            Matcher m = DURATION.matcher(value);
            if (!m.matches()) {
                throw new TypeConversionException("'" + value + "' is not a duration; write it like 500ms, 10s, 5m or 1h");
            }
            long unit = switch (m.group(2)) {
                case "ms" -> 1;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                default -> 1000;
            };
            return Duration.ofMillis(Math.round(Double.parseDouble(m.group(1)) * unit));
        }
    }

    /** Short form of a number of bytes: {@code 16M}, {@code 1.5G}. */
    static String size(long bytes) {
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
        String number = value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.1f", value);
        return number + units.charAt(unit);
    }
}
