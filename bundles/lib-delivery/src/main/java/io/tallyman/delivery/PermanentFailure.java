package io.tallyman.delivery;

import java.io.IOException;

/** The other side refuses what was sent, and would refuse the same again now. */
public final class PermanentFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private final boolean ofContent;

    /** The other side will never take these events. */
    public PermanentFailure(String message, Throwable cause) {
        this(message, cause, true);
    }

    private PermanentFailure(String message, Throwable cause, boolean ofContent) {
        super(message, cause);
        this.ofContent = ofContent;
    }

    /**
     * The other side takes nothing from this side now, until somebody changes a configuration: a wrong token, a wrong
     * path; or this side is closed.
     */
    public static PermanentFailure ofSetup(String message) {
        return ofSetup(message, null);
    }

    /** The same as {@link #ofSetup(String)}, with what has led to it. */
    public static PermanentFailure ofSetup(String message, Throwable cause) {
        return new PermanentFailure(message, cause, false);
    }

    /** Whether the events are what the other side refuses. */
    public boolean isOfContent() {
        return ofContent;
    }
}
