package io.tallyman.api.container;

/** How much of a container's metadata somebody needs; each constant includes those before it. */
public enum Metadata {
    /** Nothing that only a runtime knows. */
    NONE,
    /** Name and image. */
    NAME,
    /** Labels and pod, which several runtimes tell after the name. */
    LABELS,
    /** Also the image's digest. */
    ALL;

    public boolean includes(Metadata other) {
        return compareTo(other) >= 0;
    }

    /** The greater of two. */
    public Metadata and(Metadata other) {
        return includes(other) ? this : other;
    }
}
