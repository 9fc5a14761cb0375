package io.tallyman.containers.internal.authority;

/**
 * A daemon that speaks of containers.
 *
 * @param runtime   the name of its runtime
 * @param authority what the daemon may speak of
 */
public record Origin(String runtime, Authority authority) {
    /** Whether this daemon can be asked for containers of that runtime and authority. */
    public boolean answersFor(Origin wanted) {
        return runtime.equals(wanted.runtime)
                && (authority.equals(wanted.authority) || authority.maySpeakOf(wanted.authority, false));
    }
}
