package io.tallyman.api.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.FieldKind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordSlotsTest {
    private static RecordSlots of(String event) {
        return RecordSlots.of(Catalogue.builtIn().byName(event));
    }

    private static List<Integer> paths(String event) {
        RecordSlots slots = of(event);
        return IntStream.rangeClosed(0, slots.arguments()).map(slots::pathOf).boxed().toList();
    }

    @Test
    void numbersThePathsOfDescriptorsBehindTheArguments() {
        assertEquals(List.of(4, -1, -1, -1, 5), paths("openat"));
        assertEquals(List.of(6, -1, 7, -1, -1, -1, -1), paths("splice"));
        assertEquals(List.of(0), paths("inotify_init"));
        assertEquals(List.of(-1), paths("getpid"));
        assertEquals(6, of("openat").limit());
        assertEquals(0, of("getpid").limit());
    }

    @Test
    void givesASlotTheKindOfItsArgumentAndAPathThatOfAString() {
        for (EventType type : Catalogue.builtIn().all()) {
            RecordSlots slots = RecordSlots.of(type);
            assertEquals(type.fields().size(), slots.arguments());
            for (int slot = 0; slot < slots.limit(); slot++) {
                assertEquals(slot < slots.arguments() ? type.fields().get(slot).kind() : FieldKind.STRING,
                        slots.kind(slot), type.name());
            }
            // the engine puts the hash of a program behind all that the programs in the kernel write
            int written = type.indexOf("executable_sha256") < 0 ? slots.limit() : slots.limit() - 1;
            assertTrue(RecordLayout.slot(written) <= RecordLayout.slot(16), "SLOTS_MAX of the programs");
        }
    }
}
