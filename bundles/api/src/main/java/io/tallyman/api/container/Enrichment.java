package io.tallyman.api.container;

/** What became of the question to the runtime. */
public enum Enrichment {
    /** Nobody asked: the session runs without container enrichment. */
    NONE,
    /** The answer is not there yet. */
    PENDING,
    /** Id, name and image are known. */
    COMPLETE,
    /** There will be no answer, or none until the runtime is back; {@link Container#reason()} says why. */
    FAILED
}
