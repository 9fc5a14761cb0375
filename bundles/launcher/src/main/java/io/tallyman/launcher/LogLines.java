package io.tallyman.launcher;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Prints log messages on stderr, one line each; with --verbose stack traces as well. Tallyman's own messages are sentences
 * for people and stand alone. A library's message has its level and the library's name before it.
 */
public final class LogLines extends Handler {
    static final boolean VERBOSE = Boolean.getBoolean("tallyman.verbose");
    private static final String OWN = "io.tallyman.";

    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord event) {
        if (!isLoggable(event)) {
            return;
        }
        Throwable error = event.getThrown();
        System.err.println("tallyman: " + origin(event) + formatter.formatMessage(event)
                + (error == null ? "" : ": " + error));
        if (error != null && VERBOSE) {
            error.printStackTrace();
        }
    }

    private static String origin(LogRecord event) {
        String logger = String.valueOf(event.getLoggerName());
        return logger.startsWith(OWN) ? "" : word(event.getLevel()) + ": " + logger + ": ";
    }

    private static String word(Level level) {
        return level.intValue() >= Level.SEVERE.intValue() ? "error"
                : level.intValue() >= Level.WARNING.intValue() ? "warning" : "info";
    }

    @Override
    public void flush() {
        System.err.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
