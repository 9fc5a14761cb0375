package io.tallyman.engine.internal.record;

import io.tallyman.api.event.Node;
import io.tallyman.api.source.RecordClock;

/**
 * What all records of an open source share, and what no record says itself.
 *
 * @param clock the clock of the records
 * @param node  where the events happened
 */
public record Origin(RecordClock clock, Node node) {
}
