package io.tallyman.filter.internal;

/** What can be said of all events of a container at once. */
enum Truth {
    YES, NO,
    /** It depends on the event, or on what is not known yet. */
    OPEN;

    static Truth of(boolean yes) {
        return yes ? YES : NO;
    }

    Truth not() {
        return this == YES ? NO : this == NO ? YES : OPEN;
    }

    Truth or(Truth other) {
        return this == YES || other == YES ? YES : this == NO && other == NO ? NO : OPEN;
    }
}
