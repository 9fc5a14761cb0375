package io.tallyman.containers.internal.support;

/** Ids of the form that runtimes make. */
public final class Ids {
    private Ids() {
    }

    public static String id(long number) {
        return String.format("%064x", number);
    }
}
