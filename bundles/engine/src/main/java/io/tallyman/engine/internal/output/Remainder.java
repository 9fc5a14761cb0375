package io.tallyman.engine.internal.output;

import io.tallyman.api.output.Destination;
import io.tallyman.engine.internal.spool.SpoolReader.Block;

/**
 * What a destination has not taken yet of one block. Nothing of the block counts before the whole block is settled, since
 * the whole block is offered again if the process ends before that.
 */
final class Remainder {
    private final Block block;
    private byte[] bytes;
    private int events;
    private int lost;
    private long lostBytes;
    private String why = "";

    Remainder(Block block) {
        this.block = block;
        bytes = block.bytes();
        events = block.events() + block.told();
    }

    /** What is to be written. */
    byte[] bytes() {
        return bytes;
    }

    /** How many events that holds. */
    int events() {
        return events;
    }

    /** These events are lost. */
    void refuse(int moreEvents, long moreBytes, String reason) {
        lost += Math.max(0, Math.min(events, moreEvents));
        lostBytes += Math.max(0, moreBytes);
        why = reason;
    }

    /** The destination has taken a part. */
    void keep(Destination.Unavailable e) {
        if (e.refusedEvents() > 0) {
            refuse(e.refusedEvents(), e.refusedBytes(), DeliveryCounts.message(e));
        }
        bytes = e.rest();
        events = e.restEvents();
    }

    /** Nothing of the block is written any more. */
    void settle(DeliveryCounts counts) {
        if (why.isEmpty()) {
            counts.deliver(block.events(), block.bytes().length);
        } else {
            counts.refuse(block.events(), lost, block.bytes().length, lostBytes, why);
        }
    }
}
