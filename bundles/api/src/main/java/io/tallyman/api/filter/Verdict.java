package io.tallyman.api.filter;

/** What a filter can say of a container, or of the host, once for all of its events. */
public enum Verdict {
    /** An event may pass, or it is too early to tell. */
    OPEN,
    /** No event can pass unless more becomes known. */
    DENIED,
    /** As {@link #DENIED}; and so for whatever may come to be inside of it. */
    DENIED_BELOW
}
