package io.tallyman.shell.internal;

/** Waits until the bundles that were found at start are up. */
@FunctionalInterface
interface Started {
    void await() throws InterruptedException;
}
