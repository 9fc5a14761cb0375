package io.tallyman.engine.internal.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.FakeOutputs;
import io.tallyman.engine.internal.hashing.Digests;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordQueue;
import io.tallyman.testing.RecordBuilder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputWriterTest {
    private final FakeOutputs outputs = new FakeOutputs();
    private OutputWriter writer;
    private int printed;

    /** While it prints the third event, somebody loses patience with the output. */
    private final PrinterFactory printer = new PrinterFactory() {
        @Override
        public String name() {
            return "short";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of();
        }

        @Override
        public Printer create(Context context) {
            return new Printer() {
                @Override
                public void print(EventView event, LineBuffer out) {
                    out.ascii("event\n");
                    printed++;
                    if (printed == 3) {
                        writer.abandon();
                    }
                }
            };
        }
    };

    @Test
    void shouldCountWhatIsPrintedAndNotWrittenWhenItIsAbandoned() throws Exception {
        OutputRequest output = new OutputRequest("main", "short", "memory", Map.of(), WhenFull.DEFAULT,
                OutputRequest.DEFAULT_QUEUE, null);
        OutputPlugs plugs = new OutputPlugs(output, new TraceRequest("", "fake", List.of("openat"), List.of(), false,
                List.of(output), List.of(), new SourceOptions(4096, false), null, TraceRequest.DEFAULT_HOLD), false, false,
                false);
        PluginCalls calls = new PluginCalls(Duration.ofSeconds(20));
        plugs.open(new PrinterPlug(printer, calls), new DestinationPlug(outputs.destination, calls));
        writer = new OutputWriter(plugs, new Origin(new RecordClock(0), Node.NONE), new Digests(null, 0), () -> { });
        RecordQueue queue = new RecordQueue(RecordQueue.MIN_CAPACITY, false);
        ByteBuffer record = ByteBuffer.wrap(RecordBuilder.of("openat").hostTask(7, 7, 1).comm("t").bytes())
                .order(RecordLayout.ORDER);
        for (int i = 0; i < 3; i++) {
            assertTrue(queue.offer(record, 0, record.capacity(), null, List.of(), 0, false));
        }
        writer.run(List.of(queue));
        assertEquals(List.of(), outputs.lines);
        assertEquals(3, writer.delivery().failed());
        assertEquals(3, writer.delivery().handled());
    }
}
