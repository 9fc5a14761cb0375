package io.tallyman.printing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.testing.RecordBuilder;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class EntityIdTest {
    private static final Node MACHINE = new Node("worker-7", "", "9f0c2b7e-41d3-4a65-8b17-c3e5d7f90b23");

    private static String text(EventView event, BiConsumer<EventView, LineBuffer> name) {
        LineBuffer out = new LineBuffer(8);
        name.accept(event, out);
        return new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII);
    }

    private static RecordBuilder record(int tid) {
        return RecordBuilder.of("sched_process_fork").hostTask(tid, 4_711, 1).processStart(1_003_000_000_009L)
                .number("child_pid", 4_713).number("child_tid", 4_713).number("start_time", 1_007_000_000_011L);
    }

    @Test
    void shouldNameTheProcessTheSameForEachThreadAndTime() {
        for (int tid : new int[] {4_711, 4_712, 4_719}) {
            assertEquals("9f0c2b7e41d3-4711-1003000000009",
                    text(record(tid).threadStart(tid).time(tid).view().on(MACHINE), EntityId::put));
        }
    }

    @Test
    void shouldNameTheChildOfAForkAndTheProcessOfANewThread() {
        assertEquals("9f0c2b7e41d3-4713-1007000000011", text(record(4_711).view().on(MACHINE), EntityId::putChild));
        assertEquals("9f0c2b7e41d3-4711-1003000000009", text(record(4_711).number("child_pid", 4_711).view().on(MACHINE),
                EntityId::putChild));
    }

    @Test
    void shouldNameNothingWhereBootOrStartIsNotKnown() {
        assertEquals("", text(record(4_711).view().on(new Node("worker-7", "")), EntityId::put));
        assertEquals("", text(record(4_711).processStart(0).view().on(MACHINE), EntityId::put));
        assertEquals("", text(record(4_711).processStart(0).view().on(MACHINE), EntityId.quoted()::put));
        assertEquals("\"9f0c2b7e41d3-4711-1003000000009\"",
                text(record(4_711).view().on(MACHINE), EntityId.quoted()::put));
    }

    /** Anybody may have written a recording, and the text of its boot id is no text of the output. */
    @Test
    void shouldTakeOnlyDigitsOfABootId() {
        assertEquals("abc-4711-1003000000009",
                text(record(4_711).view().on(new Node("", "", "\"},a'\\b\u0663c")), EntityId::put));
    }
}
