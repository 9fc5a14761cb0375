package io.tallyman.api.check;

/**
 * One line of {@code tallyman doctor}.
 *
 * @param level   how good it is
 * @param subject what was looked at, a few words
 * @param text    what was found
 * @param remedy  what to do, or empty
 */
public record Finding(Level level, String subject, String text, String remedy) {
    /** OK, works with limits, does not work. */
    public enum Level { OK, WARNING, FAILURE }

    public static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, "");
    }

    public static Finding warning(String subject, String text, String remedy) {
        return new Finding(Level.WARNING, subject, text, remedy);
    }

    public static Finding failure(String subject, String text, String remedy) {
        return new Finding(Level.FAILURE, subject, text, remedy);
    }
}
