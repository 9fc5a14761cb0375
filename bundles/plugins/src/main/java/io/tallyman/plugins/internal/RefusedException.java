package io.tallyman.plugins.internal;

/** A jar is not taken; the message says why, without its name. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** When it is worth to look at the same jar again. */
    enum Again {
        /** When its content changes. */
        CHANGED,
        /** When another bundle has come or gone. */
        OTHERS_CHANGED,
        /** A little later: it may still be written, or permissions may be mended. */
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
