package io.tallyman.printer.table.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.output.LineBuffer;
import io.tallyman.testing.Allocation;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 170})
    void allocatesNothingPerEvent(int width) {
        Table table = Table.wide(c -> c.containers(true).terminal(width, true));
        FakeEventView[] events = {
            RecordBuilder.of("openat").returnValue(-2).text("pathname", "/etc/pässwd\n").number("flags", 0x80241)
                    .view(Containers.complete(1, "wüb", "nginx\u202e", Map.of(), Containers.POD, List.of())),
            RecordBuilder.of("execve").strings("argv", "ls", "-l").view(),
            RecordBuilder.of("connect").inet("addr", 80, 127, 0, 0, 1).view(Containers.complete(2))};
        LineBuffer out = new LineBuffer(4_096);
        long bytes = Allocation.of(100_003, () -> {
            for (FakeEventView event : events) {
                out.clear();
                table.printer().print(event, out);
            }
        });
        assertEquals(0, bytes / 100_003, bytes + " bytes");
    }
}
