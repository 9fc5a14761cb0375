package io.tallyman.capture.internal;

/** A capture cannot be read any further. The message says where and why. */
final class Damage extends Exception {
    private static final long serialVersionUID = 1L;

    Damage(String message) {
        super(message, null, false, false);
    }
}
