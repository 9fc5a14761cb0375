package io.tallyman.launcher;

/** The process cannot start; the message names the thing and the way out. */
final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }
}
