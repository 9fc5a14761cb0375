package io.tallyman.api.source;

/**
 * What a session takes from its source where its request leaves it open.
 *
 * @param events          a set or glob: the events that are meant where none are named
 * @param containerFilter the events have been through a container filter already
 * @param enrichment      the containers have been given their names already
 * @param origins         the events tell already how their processes came into their containers
 */
public record SourceDefaults(String events, boolean containerFilter, boolean enrichment, boolean origins) {
    /** Of a source whose events happen now. */
    public static final SourceDefaults LIVE = new SourceDefaults("default", false, false, false);

    /** Of a source whose events do not tell how their processes came into their containers. */
    public SourceDefaults(String events, boolean containerFilter, boolean enrichment) {
        this(events, containerFilter, enrichment, false);
    }
}
