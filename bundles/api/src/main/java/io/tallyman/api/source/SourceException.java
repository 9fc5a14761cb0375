package io.tallyman.api.source;

/** A source could not be opened. The message names the thing and the way out. */
public final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
