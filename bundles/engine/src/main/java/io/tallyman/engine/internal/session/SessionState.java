package io.tallyman.engine.internal.session;

/** Where a session stands in its life. States follow one another in this order; none comes twice. */
public enum SessionState {
    /** Its plug-ins are opened and its programs are loaded. No event comes yet. */
    PREPARING,
    /** Its events flow. */
    JOINED,
    /** What was submitted before the stop is read, named and written. */
    DRAINING,
    /** Its outputs are closed, or were given up because they hang. */
    ENDED
}
