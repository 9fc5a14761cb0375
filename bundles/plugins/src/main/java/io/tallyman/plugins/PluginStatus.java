package io.tallyman.plugins;

/**
 * The state of one jar in {@code plugins/}. Name, version and detail may hold hostile text from the jar.
 *
 * @param file    name of the jar
 * @param state   its state
 * @param name    symbolic name of the bundle, or empty while the jar cannot be read
 * @param version version of the bundle, or empty
 * @param detail  why the jar is refused; of a running bundle, why the newer content of the jar is refused; or empty
 */
public record PluginStatus(String file, State state, String name, String version, String detail) {
    /** States of a jar. */
    public enum State {
        /** The bundle runs. */
        RUNNING,
        /** The jar is being written. It is looked at again until it no longer changes. */
        SETTLING,
        /** The bundle is not installed; the detail says why. */
        REFUSED
    }
}
