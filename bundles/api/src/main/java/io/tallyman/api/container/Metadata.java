package io.tallyman.api.container;

/** How much of a container's metadata somebody needs; each constant includes those before it. */
public enum Metadata {
    /** Nothing that only a runtime knows. */
    NONE,
    /** What {@link Enrichment#COMPLETE} promises: name, image, time of creation, the image's id and digest if quick. */
    NAME,
    /** Labels and pod, which several runtimes tell after the name. */
    LABELS,
    /** Also the image's digest where the runtime tells it only after the container's start. */
    ALL;

    /** Whether a container of which so much is known satisfies who needs the other. */
    public boolean includes(Metadata other) {
        return compareTo(other) >= 0;
    }

    /** The greater of two. */
    public Metadata and(Metadata other) {
        return includes(other) ? this : other;
    }
}
