package io.tallyman.engine;

/** A session was refused or has failed. The message names the thing and the way out. */
public final class TraceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose turn it is. */
    public enum Kind {
        /** The request is wrong. */
        USAGE,
        /** This machine cannot trace. */
        GROUND,
        /** Something that should work did not. */
        FAILED
    }

    private final Kind kind;

    public TraceException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
