package io.tallyman.engine.internal.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tallyman.api.event.Node;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordClock;
import io.tallyman.engine.internal.loss.Owner;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordQueue;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.testing.RecordBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final RecordQueue queue = new RecordQueue(1, false);
    private int looks;

    /** What a recording tells of losses may take the room that is kept free for others, also where it has to wait. */
    @Test
    void shouldPutARecordOfLossesIntoTheLastRoom() {
        ByteBuffer record = ByteBuffer.wrap(RecordBuilder.of("lost").bytes()).order(RecordLayout.ORDER);
        int entries = 0;
        while (queue.offer(record, 0, record.capacity(), null, List.of(), Owner.HOST, false)) {
            entries++;
        }
        Intake intake = new Intake(queue, true, () -> looks++ < 7, () -> {
            if (looks == 3) {
                queue.take((buffer, offset, length, container, ancestors) -> { }, 1);
            }
        }, null);
        RecordView view = new RecordView(new Origin(new RecordClock(0), Node.NONE));
        view.wrap(record, 0, record.capacity(), null);
        view.owner(Owner.host());
        intake.offerLoss(view, record, 0, record.capacity());
        assertEquals(3, looks);
        assertFalse(intake.hasUntold());
        assertEquals(entries, queue.take((buffer, offset, length, container, ancestors) -> { }, Integer.MAX_VALUE));
    }
}
