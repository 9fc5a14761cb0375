package io.tallyman.api.source;

/** A source could not be opened. The message names the thing and the way out. */
public final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message is for people; the cause may be null. */
    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
