package io.tallyman.printer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.testing.Allocation;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void allocatesNothingPerEvent(String decode) {
        JsonPrinterFactory factory = new JsonPrinterFactory();
        Printer printer = factory.create(FakeContext.of(factory, "decode", decode));
        FakeEventView[] events = {
            RecordBuilder.of("openat").text("pathname", "/etc/pässwd\n").comm(new byte[] {'a', -1, '"'})
                    .number("flags", 0x80241).view(Containers.complete(17)),
            RecordBuilder.of("execve").strings("argv", "ls", "-l\"").view(Containers.complete(18)),
            RecordBuilder.of("connect").inet("addr", 80, 127, 0, 0, 1).view(),
            RecordBuilder.of("bind").text("addr", "\1\0/run/ü").view().on(new Node("worker-7", "prod"))};
        LineBuffer out = new LineBuffer(4_096);
        long bytes = Allocation.of(100_003, () -> {
            for (FakeEventView event : events) {
                out.clear();
                printer.print(event, out);
            }
        });
        assertEquals(0, bytes / 100_003, bytes + " bytes");
    }
}
