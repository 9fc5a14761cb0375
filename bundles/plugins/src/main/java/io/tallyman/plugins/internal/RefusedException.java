package io.tallyman.plugins.internal;

/** A jar is refused. The message says why, and leaves out the name of the jar. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** When to look at the same jar again. */
    enum Again {
        /** When the content of the jar changes. */
        CHANGED,
        /** When another bundle has come or gone. */
        OTHERS_CHANGED,
        /** A little later: the jar may still be written, or somebody may correct its permissions. */
        SOON
    }

    private final Again again;

    RefusedException(Again again, String message) {
        super(message);
        this.again = again;
    }

    Again again() {
        return again;
    }
}
