package io.tallyman.lib.docker;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** What went wrong, out of what docker-java, Jackson and HttpCore wrap around it. */
final class Failures {
    private static final int LONGEST = 200;

    private Failures() {
    }

    static boolean isInterruption(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    /** The innermost cause, its text shortened: an engine may have written it. */
    static IOException translate(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String shortened = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return new IOException(shortened, error);
    }
}
