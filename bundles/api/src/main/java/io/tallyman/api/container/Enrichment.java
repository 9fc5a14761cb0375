package io.tallyman.api.container;

/** What became of the question to the runtime. */
public enum Enrichment {
    /** Nobody asked: the session runs without container enrichment. */
    NONE,
    /** The answer is not there yet. */
    PENDING,
    /**
     * Id, name, image and the time of creation are known, and of the image its id and its digest, as far as the runtime
     * can tell them without waiting for the container's start. An image that was never in a registry has no digest, and a
     * container that runs a plain directory has no image.
     */
    COMPLETE,
    /**
     * Name and image are known. The runtime that told these denied the container when it was asked for the rest, as
     * runtimes do once a container is gone, or did not answer; {@link Container#reason()} says which. The image's id and its digest, or the time
     * of creation, may be missing.
     */
    PARTIAL,
    /** There will be no answer, or none until the runtime is back; {@link Container#reason()} says why. */
    FAILED;

    /** Name and image are those that the runtime has told, and will not change. */
    public boolean isNamed() {
        return this == COMPLETE || this == PARTIAL;
    }
}
