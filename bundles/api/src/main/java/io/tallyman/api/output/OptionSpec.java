package io.tallyman.api.output;

import java.util.List;

/**
 * One key that a printer or destination understands.
 *
 * @param name         the key, lower case with dashes
 * @param type         what values look like
 * @param defaultValue used where the key is absent; null: the key is required
 * @param allowed      the values of a {@link Type#CHOICE}; else empty
 * @param description  one sentence
 */
public record OptionSpec(String name, Type type, String defaultValue, List<String> allowed, String description) {
    /** The form of a value. */
    public enum Type {
        /** Any text. */
        TEXT,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** A whole number. */
        INTEGER,
        /** A number of bytes, see {@link Amounts#size}. */
        SIZE,
        /** A time, see {@link Amounts#duration}. */
        DURATION,
        /** An absolute path of a file. */
        PATH,
        /** One of the allowed values. */
        CHOICE,
        /** Any text, which no list, status or log shows. */
        SECRET
    }

    /** A key that may be any text. */
    public static OptionSpec text(String name, String defaultValue, String description) {
        return new OptionSpec(name, Type.TEXT, defaultValue, List.of(), description);
    }
}
