package io.tallyman.engine.internal.hashing;

/** Why an exec has no hash of its program. Each is a counter. */
public enum Failure {
    GONE("hash_gone", "Execs without a hash of the program: the process had ended, and the file was not found."),
    LATE("hash_late", "Execs without a hash of the program: the file was not read before the deadline."),
    LARGE("hash_large", "Execs without a hash of the program: the file has more than 256 MB."),
    CHANGED("hash_changed", "Execs without a hash of the program: the file was changed while it was read."),
    UNREADABLE("hash_unreadable", "Execs without a hash of the program: the file could not be read."),
    CROWDED("hash_crowded", "Execs without a hash of the program: too many programs were waiting, or the record had no room.");

    private final String counter;
    private final String description;

    Failure(String counter, String description) {
        this.counter = counter;
        this.description = description;
    }

    String counter() {
        return counter;
    }

    String description() {
        return description;
    }
}
