package io.tallyman.printing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.testing.Allocation;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeAncestor;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageTextTest {
    private int written;
    private final LineageText text = new LineageText((event, out) -> {
        written++;
        AncestorView nearest = event.ancestors().get(0);
        Container container = nearest.container();
        out.ascii(nearest.name()).put('@').decimal(nearest.processStart()).put(nearest.isStartExact() ? '!' : '~')
                .ascii(container == null ? "host" : container.name());
    });

    /** An ancestor of which more becomes known. */
    private static final class Learnt implements AncestorView {
        private long start = 7_130_000_000L;
        private boolean exact;
        private Container container;
        private String name = "sh";

        @Override
        public int hostPid() {
            return 17;
        }

        @Override
        public long processStart() {
            return start;
        }

        @Override
        public boolean isStartExact() {
            return exact;
        }

        @Override
        public String executable() {
            return "/bin/" + name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<String> argv() {
            return List.of();
        }

        @Override
        public boolean isArgvTruncated() {
            return false;
        }

        @Override
        public Container container() {
            return container;
        }
    }

    private String print(FakeEventView event) {
        LineBuffer out = new LineBuffer(16);
        text.put(event, out.put('<'));
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    private static FakeEventView event() {
        return RecordBuilder.of("openat").view();
    }

    @Test
    void shouldWriteTheAncestorsOfAProcessOnce() {
        FakeEventView event = event().ancestors(new Learnt());
        for (int i = 0; i < 7; i++) {
            assertEquals("<sh@7130000000~host", print(event));
        }
        assertEquals(1, written);
    }

    @Test
    void shouldWriteThemAnewOnceMoreIsKnown() {
        Learnt ancestor = new Learnt();
        FakeEventView event = event().ancestors(ancestor);
        print(event);
        ancestor.container = Containers.complete(3);
        assertEquals("<sh@7130000000~web", print(event));
        ancestor.start = 7_130_000_011L;
        ancestor.exact = true;
        assertEquals("<sh@7130000011!web", print(event));
        assertEquals("<sh@7130000011!web", print(event));
        assertEquals(3, written);
        print(event.on(new Node("other", "", "11")));
        assertEquals(4, written);
    }

    @Test
    void shouldTellManyProcessesApartThoughTheTableHoldsFew() {
        int processes = 1_031;
        FakeEventView[] events = new FakeEventView[processes];
        for (int i = 0; i < processes; i++) {
            events[i] = event().ancestors(FakeAncestor.of(i + 1, null, "/bin/p" + i));
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < processes; i++) {
                assertEquals("<p" + i + "@" + (1_000_000_000_001L + i) + "!host", print(events[i]));
            }
        }
    }

    @Test
    void shouldNotKeepALongText() {
        Learnt ancestor = new Learnt();
        ancestor.name = "x".repeat(9_001);
        FakeEventView event = event().ancestors(ancestor);
        assertEquals(9_001 + "<@7130000000~host".length(), print(event).length());
        assertEquals(9_001 + "<@7130000000~host".length(), print(event).length());
        assertEquals(2, written);
    }

    @Test
    void shouldWriteNothingWithoutAncestors() {
        assertEquals("<", print(event()));
        assertEquals(0, written);
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        FakeEventView event = event().ancestors(new Learnt());
        LineBuffer out = new LineBuffer(1 << 10);
        int times = 20_011;
        assertEquals(0, Allocation.of(times, () -> {
            out.clear();
            text.put(event, out);
        }) / times);
    }
}
