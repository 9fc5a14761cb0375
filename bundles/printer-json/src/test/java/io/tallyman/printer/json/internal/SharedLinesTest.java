package io.tallyman.printer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Node;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.testing.Containers;
import io.tallyman.testing.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SharedLinesTest {
    private static final Container CONTAINER = Containers.complete(3);

    private final Lines lines = new Lines();

    /** Each changes one thing, the thread's id last: only there another slot may be meant. */
    static Stream<UnaryOperator<RecordBuilder>> changes() {
        return Stream.of(r -> r.time(5), r -> r.threadStart(7), r -> r.cgroup(11), r -> r.returnValue(-13), r -> r.cpu(1_009),
                r -> r.hostTask(40_013, 40_009, 1), r -> r.hostTask(40_013, 17, 40_001), r -> r.task(17, 13, 1),
                r -> r.task(17, 19, 11), r -> r.task(23, 13, 11), r -> r.uid(0), r -> r.namespaces(4_026_532_171L, 29),
                r -> r.namespaces(31, 4_026_532_177L), r -> r.flags(RecordLayout.FLAG_COMPAT), r -> r.comm("lt"),
                r -> r.comm("a name of 16 b's"), r -> r.uts("a1b2c3d4e5f7"), r -> r.number("flags", 37),
                r -> r.text("pathname", "/other"), r -> r.hostTask(41, 40_009, 40_001));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void writesWhatHasChangedSinceTheThreadsLastEvent(UnaryOperator<RecordBuilder> change) {
        String before = lines.print(open().view(CONTAINER));
        String fresh = new Lines().print(change.apply(open()).view(CONTAINER));
        assertNotEquals(before, fresh);
        assertEquals(fresh, lines.print(change.apply(open()).view(CONTAINER)));
        assertEquals(before, lines.print(open().view(CONTAINER)));
    }

    @Test
    void writesTheContainerAsItIsAtEachEvent() {
        String named = lines.print(open().view(CONTAINER));
        assertEquals(new Lines().print(open().view()), lines.print(open().view()));
        Node node = new Node("worker-7", "");
        assertEquals(new Lines().print(open().view().on(node)), lines.print(open().view().on(node)));
        Container renamed = Containers.complete(5, "shop", "shop:2", Map.of(), Containers.POD, List.of());
        assertEquals(new Lines().print(open().view(renamed)), lines.print(open().view(renamed)));
        assertEquals(named, lines.print(open().view(CONTAINER)));
    }

    @Test
    void keepsMoreThreadsApartThanItRemembers() {
        for (int round = 0; round < 2; round++) {
            for (int tid = 0; tid < 3_001; tid++) {
                String line = lines.print(open().hostTask(tid, 1, 2).view(CONTAINER));
                assertTrue(line.contains("\"hostThreadId\":" + tid + ","), line);
            }
        }
    }

    @Test
    void keepsTheTypesOfAThreadsEventsApart() {
        String open = lines.print(open().view());
        String close = lines.print(RecordBuilder.of("close").number("fd", 3).view());
        assertEquals(new Lines().print(RecordBuilder.of("close").number("fd", 3).view()), close);
        assertEquals(open, lines.print(open().view()));
    }

    private static RecordBuilder open() {
        return RecordBuilder.of("openat").text("pathname", "/etc/passwd");
    }
}
