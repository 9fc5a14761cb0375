package io.tallyman.engine.internal.loss;

/**
 * Events that a source has lost before they were read.
 *
 * @param reason name of a counter, or {@link Hole#RING_FULL} for all counters of a full ring
 * @param owner  as {@link io.tallyman.engine.early.OwnerLosses} names owners
 * @param count  how many
 * @param first  none of them is older, in nanoseconds since the epoch
 * @param last   none of them is newer
 */
public record Lost(String reason, long owner, long count, long first, long last) {
}
