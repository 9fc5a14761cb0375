package io.tallyman.engine;

/** A session was refused or has failed. The message names the cause and says what to do. */
public final class TraceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What has to change before the session can run. */
    public enum Kind {
        /** The request is wrong. */
        USAGE,
        /** This machine cannot trace. */
        MACHINE,
        /** Something that should work did not. */
        FAILED
    }

    private final Kind kind;
    private final String key;

    public TraceException(Kind kind, String message, Throwable cause) {
        this(kind, null, message, cause);
    }

    /** @param key the key of an output that is refused, or null */
    public TraceException(Kind kind, String key, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.key = key;
    }

    public Kind kind() {
        return kind;
    }

    /** The key of an output that is refused, or null where it is not about one. */
    public String key() {
        return key;
    }
}
