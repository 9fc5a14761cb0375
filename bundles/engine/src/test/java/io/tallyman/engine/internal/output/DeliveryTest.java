package io.tallyman.engine.internal.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Node;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.FakeOutputs;
import io.tallyman.engine.internal.hashing.Digests;
import io.tallyman.engine.internal.loss.Hole;
import io.tallyman.engine.internal.record.DerivedRecord;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordQueue;
import io.tallyman.testing.RecordBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event that is lost has a reason, whatever way it is lost. */
class DeliveryTest {
    private final FakeOutputs outputs = new FakeOutputs();
    private final ByteBuffer record =
            ByteBuffer.wrap(RecordBuilder.of("openat").hostTask(7, 7, 1).comm("t").bytes()).order(RecordLayout.ORDER);
    private final List<Hole> again = new ArrayList<>();
    private OutputPlugs plugs;
    private Delivery delivery;

    @BeforeEach
    void open() throws Exception {
        open(outputs.printer, outputs.destination);
    }

    private void open(PrinterFactory printer, DestinationFactory destination) throws Exception {
        open(printer, destination, Map.of());
    }

    private void open(PrinterFactory printer, DestinationFactory destination, Map<String, String> options)
            throws Exception {
        OutputRequest output = new OutputRequest("main", printer.name(), destination.name(), options, WhenFull.DEFAULT,
                OutputRequest.DEFAULT_QUEUE, null);
        plugs = new OutputPlugs(output, new TraceRequest("", "fake", List.of("openat"), List.of(), false,
                List.of(output), List.of(), new SourceOptions(4096, false), null, TraceRequest.DEFAULT_HOLD), false, false,
                false);
        PluginCalls calls = new PluginCalls(Duration.ofSeconds(20));
        plugs.open(new PrinterPlug(printer, calls), new DestinationPlug(destination, calls));
        assertTrue(plugs.change(() -> { }));
        delivery = new Delivery(plugs, new Origin(new RecordClock(0), Node.NONE), new Digests(null, 0));
        delivery.tellAgain(again::add);
    }

    private void write() {
        delivery.receive(record, 0, record.capacity(), null, List.of());
        delivery.write();
    }

    @Test
    void shouldSayWhoHasGone() {
        outputs.trouble = new Destination.Broken("nobody reads the pipe", null);
        write();
        assertEquals(1, delivery.failed());
        assertEquals("nobody reads the pipe", delivery.lastTrouble());
    }

    @Test
    void shouldSayThatTheDestinationIsClosed() {
        delivery.breakOff();
        write();
        assertEquals(1, delivery.failed());
        assertEquals("its destination is closed", delivery.lastTrouble());
    }

    /** A printer may keep what it sees until it has enough for a text. */
    @Test
    void shouldTakeAnEventThatItsPrinterKeepsAsDelivered() {
        outputs.silent = true;
        write();
        receiveLoss(31);
        delivery.write();
        assertEquals(1, delivery.delivered());
        assertEquals(0, delivery.failed());
        assertEquals(List.of(), again);
        assertEquals(List.of(), outputs.lines);
    }

    @Test
    void shouldSayThatEventsWereLeftInTheQueue() {
        RecordQueue queue = new RecordQueue(RecordQueue.MIN_CAPACITY, false);
        assertTrue(queue.offer(record, 0, record.capacity(), null, List.of(), 0, false));
        delivery.discard(queue);
        assertEquals(1, delivery.failed());
        assertEquals("ended with events in the queue", delivery.lastTrouble());
    }

    @Test
    void shouldWrapEachEventAsABlockOfItsOwn() throws Exception {
        SingleEvents single = new SingleEvents();
        open(single.printer, single.destination);
        delivery.begin();
        delivery.receive(record, 0, record.capacity(), null, List.of());
        delivery.receive(record, 0, record.capacity(), null, List.of());
        delivery.write();
        delivery.end();
        assertEquals(List.of("2: <openat|event;>15<openat|event;>15"), single.written);
        assertEquals(2, delivery.delivered());
    }

    @Test
    void shouldTakeOutAnEventThatItsDestinationCannotWrap() throws Exception {
        SingleEvents single = new SingleEvents();
        open(single.printer, single.destination);
        delivery.receive(record, 0, record.capacity(), null, List.of());
        single.trouble = true;
        delivery.receive(record, 0, record.capacity(), null, List.of());
        single.trouble = false;
        delivery.receive(record, 0, record.capacity(), null, List.of());
        delivery.write();
        assertEquals(List.of("2: <openat|event;>15<openat|event;>15"), single.written);
        assertEquals(1, delivery.failed());
    }

    @Test
    void shouldRefuseAPrinterThatHasNothingToSayOfSingleEvents() {
        SingleEvents single = new SingleEvents();
        single.atOnce = false;
        TraceException refused = assertThrows(TraceException.class, () -> open(single.printer, single.destination));
        assertEquals(TraceException.Kind.USAGE, refused.kind());
        assertTrue(refused.getMessage().contains("takes each event by itself"), refused.getMessage());
        assertEquals(1, single.closed);
    }

    private void receiveLoss(int count) {
        DerivedRecord lost = new DerivedRecord();
        lost.lost(Hole.of(Hole.RING_FULL, null, count, 5, 9), 7);
        delivery.receive(lost.buffer(), 0, lost.length(), null, List.of());
    }

    /** A destination says how many it refuses, and not which. */
    @Test
    void shouldCountNoEventWhereWhatTellsOfLossesIsRefused() {
        delivery.receive(record, 0, record.capacity(), null, List.of());
        receiveLoss(31);
        assertEquals(1, delivery.delivered());
        outputs.trouble = new Destination.Refused(1, 40, "too old", null);
        delivery.receive(record, 0, record.capacity(), null, List.of());
        outputs.trouble = null;
        delivery.write();
        assertEquals(2, delivery.delivered());
        assertEquals(0, delivery.failed());
        assertEquals(1, delivery.troubles());
        assertEquals("too old", delivery.lastTrouble());
        assertEquals(List.of(), again);
    }

    @Test
    void shouldTellAgainWhatWasNotWritten() {
        receiveLoss(31);
        outputs.trouble = new IOException("not now");
        delivery.write();
        assertEquals(List.of(Hole.of(Hole.RING_FULL, null, 31, 5, 9)), again);
        assertEquals(0, delivery.failed());
    }

    @Test
    void shouldTellAgainWhatItsSpoolDidNotKeep(@TempDir Path directory) throws Exception {
        open(outputs.printer, outputs.destination, Map.of("spool", directory.resolve("spool").toString()));
        plugs.spool().close();
        receiveLoss(31);
        delivery.write();
        assertEquals(List.of(Hole.of(Hole.RING_FULL, null, 31, 5, 9)), again);
    }

    /** Once, since a printer may fail on each of them. */
    @Test
    void shouldTellOnceMoreWhatItsPrinterHasFailedOn() throws Exception {
        SingleEvents single = new SingleEvents();
        open(single.printer, single.destination);
        single.trouble = true;
        receiveLoss(31);
        assertEquals(List.of(Hole.of(Hole.RING_FULL, null, 31, 5, 9)), again);
        receiveLoss(37);
        assertEquals(1, again.size());
        receiveLoss(41);
        assertEquals(2, again.size());
        single.trouble = false;
        receiveLoss(41);
        single.trouble = true;
        receiveLoss(43);
        assertEquals(List.of(31L, 41L, 43L), again.stream().map(Hole::count).toList());
        assertEquals(0, delivery.failed());
        assertEquals(4, delivery.troubles());
    }
}
