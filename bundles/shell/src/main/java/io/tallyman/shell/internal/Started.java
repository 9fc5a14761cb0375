package io.tallyman.shell.internal;

/** Waits until all bundles that the product found at its start have been started. */
@FunctionalInterface
interface Started {
    void await() throws InterruptedException;
}
