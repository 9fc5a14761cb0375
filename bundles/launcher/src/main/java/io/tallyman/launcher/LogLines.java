package io.tallyman.launcher;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Prints the log messages of libraries on stderr, one line each; with --verbose stack traces as well. */
public final class LogLines extends Handler {
    static final boolean VERBOSE = Boolean.getBoolean("tallyman.verbose");

    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord event) {
        if (!isLoggable(event)) {
            return;
        }
        Throwable error = event.getThrown();
        System.err.println("tallyman: " + word(event.getLevel()) + ": " + event.getLoggerName() + ": "
                + formatter.formatMessage(event) + (error == null ? "" : ": " + error));
        if (error != null && VERBOSE) {
            error.printStackTrace();
        }
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
