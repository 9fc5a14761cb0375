package io.tallyman.plugins;

/**
 * What has become of one jar in {@code plugins/}. What the jar says of itself is hostile text.
 *
 * @param file    its name
 * @param state   where it stands
 * @param name    the bundle's symbolic name, or empty while it cannot be read
 * @param version the bundle's version, or empty
 * @param detail  why it is refused; of a running one, why its newer content is; or empty
 */
public record PluginStatus(String file, State state, String name, String version, String detail) {
    /** Where a jar stands. */
    public enum State {
        /** Its bundle is started. */
        RUNNING,
        /** It is being written; looked at again until it no longer changes. */
        SETTLING,
        /** Its bundle is not there; the detail says why. */
        REFUSED
    }
}
