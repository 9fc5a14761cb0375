package io.tallyman.containers.internal.authority;

/**
 * A daemon that speaks of containers.
 *
 * @param runtime   the name of its runtime
 * @param authority what the daemon may speak of
 */
public record Origin(String runtime, Authority authority) {
}
