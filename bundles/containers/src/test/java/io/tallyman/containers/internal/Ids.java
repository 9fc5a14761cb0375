package io.tallyman.containers.internal;

/** Ids of the form that runtimes make. */
final class Ids {
    private Ids() {
    }

    static String id(long number) {
        return String.format("%064x", number);
    }
}
