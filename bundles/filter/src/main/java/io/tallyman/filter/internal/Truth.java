package io.tallyman.filter.internal;

/** What a comparison says of all events of a container at once. */
enum Truth {
    YES, NO,
    /** The comparison depends on the event, or on something that is not known yet. */
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
