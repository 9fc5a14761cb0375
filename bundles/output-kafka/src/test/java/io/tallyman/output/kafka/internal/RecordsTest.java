package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.output.kafka.internal.Records.Key;
import io.tallyman.testing.Allocation;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final byte[] OPENAT = RecordBuilder.of("openat").hostTask(7, 7, 1).comm("t").bytes();

    private final EventView inside = new FakeEventView(OPENAT, Containers.complete(1)).on(new Node("worker-ä", "prod"));
    private final EventView host = new FakeEventView(OPENAT, null).on(new Node("worker-ä", "prod"));
    private final EventView nowhere = new FakeEventView(OPENAT, null);
    private final LineBuffer block = new LineBuffer(16);

    private void put(EventView event, Key key, String value) {
        int start = block.length();
        Records.begin(event, key, "box", block);
        block.ascii(value);
        Records.end(block, start);
    }

    private List<String> records() {
        List<String> all = new ArrayList<>();
        Records.each(block.array(), 0, block.length(),
                (key, value) -> all.add((key == null ? null : new String(key, StandardCharsets.UTF_8)) + "="
                        + new String(value, StandardCharsets.US_ASCII)));
        return all;
    }

    @Test
    void shouldKeyEventsByContainerAndThoseOfTheHostByNode() {
        put(inside, Key.CONTAINER, "one");
        put(inside, Key.CONTAINER, "");
        put(host, Key.CONTAINER, "three");
        put(nowhere, Key.CONTAINER, "four");
        assertEquals(List.of(Containers.ID + "=one", Containers.ID + "=", "worker-ä=three", "box=four"), records());
    }

    @Test
    void shouldKeyAllEventsByNodeOrByNothing() {
        put(inside, Key.NODE, "one");
        put(inside, Key.NONE, "two");
        put(host, Key.NONE, "three");
        assertEquals(List.of("worker-ä=one", "null=two", "null=three"), records());
    }

    @Test
    void shouldAllocateNothingForTheKeyOfAContainer() {
        assertEquals(0, Allocation.of(20_011, () -> {
            block.clear();
            put(inside, Key.CONTAINER, "one");
        }));
    }
}
