package io.tallyman.api.check;

/**
 * One line of {@code tallyman doctor}.
 *
 * @param level   whether the subject works
 * @param subject what was checked, in a few words
 * @param text    what was found
 * @param remedy  what the user can do about the finding, or an empty text
 */
public record Finding(Level level, String subject, String text, String remedy) {
    /** Whether a subject works. */
    public enum Level {
        /** The subject works. */
        OK,
        /** The subject works with limits. */
        WARNING,
        /** The subject does not work. */
        FAILURE
    }

    /** A subject that works. */
    public static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, "");
    }

    /** A subject that works with limits. */
    public static Finding warning(String subject, String text, String remedy) {
        return new Finding(Level.WARNING, subject, text, remedy);
    }

    /** A subject that does not work. */
    public static Finding failure(String subject, String text, String remedy) {
        return new Finding(Level.FAILURE, subject, text, remedy);
    }
}
