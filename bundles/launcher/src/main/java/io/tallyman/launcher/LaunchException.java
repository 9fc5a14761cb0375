package io.tallyman.launcher;

/** The process cannot start. The message names the cause and says what to do. */
final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }
}
