package io.tallyman.engine.internal.output;

import io.tallyman.api.event.EventView;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordClock;
import io.tallyman.engine.internal.loss.Hole;
import io.tallyman.engine.internal.loss.Owner;
import io.tallyman.engine.internal.record.DerivedRecord;
import io.tallyman.engine.internal.record.RecordQueue;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes events of what is lost. For one thread, the reader. */
public final class LossRecords {
    private final RecordClock clock;
    private final DerivedRecord derived = new DerivedRecord();

    /** @param clock of the source's records */
    public LossRecords(RecordClock clock) {
        this.clock = clock;
    }

    /** Whether a record is such an event. */
    static boolean isLoss(ByteBuffer buffer, int offset) {
        return (buffer.getShort(offset + RecordLayout.EVENT) & 0xffff) == DerivedRecord.LOST;
    }

    /** What such an event tells. */
    static Hole read(EventView event) {
        return new Hole(event.text(1), Hole.Whose.of(event.text(2)), event.container(), event.number(0), event.number(3),
                event.number(4));
    }

    /** Nanoseconds since the epoch for a time of the records. */
    public long toEpoch(long time) {
        return clock.toEpoch(time);
    }

    /** Puts the event that tells of a hole into a queue; false: it does not fit now. */
    boolean offer(Hole hole, RecordQueue queue) {
        derived.lost(hole, clock.now());
        return queue.offer(derived.buffer(), 0, derived.length(), hole.container(), List.of(), Owner.HOST, false);
    }
}
