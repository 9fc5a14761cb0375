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
    /** There will be no answer, or none until the runtime is back; {@link Container#reason()} says why. */
    FAILED
}
