package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.testing.FakeFilters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How sessions begin and end beside one another, and what a plug-in that misbehaves costs. */
@Timeout(60)
class SessionLifeTest extends EngineFixture {
    private final Hanging hanging = new Hanging();

    @Override
    protected FakeFilters filters() {
        return FakeFilters.none();
    }

    @AfterEach
    void letGo() {
        hanging.go.countDown();
        hanging.writing.release(1_000_003);
    }

    /** A destination whose closing does not return, as an fsync on a disk that hangs. */
    private static final class Hanging implements DestinationFactory {
        final CountDownLatch go = new CountDownLatch(1);
        final AtomicInteger closing = new AtomicInteger();
        final Semaphore opening = new Semaphore(1_000_003);
        final Semaphore writing = new Semaphore(1_000_003);
        final AtomicInteger open = new AtomicInteger();

        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of();
        }

        @Override
        public Destination open(Map<String, String> options) {
            opening.acquireUninterruptibly();
            open.incrementAndGet();
            return new Destination() {
                @Override
                public void write(byte[] bytes, int from, int count, int events) {
                    writing.acquireUninterruptibly();
                }

                @Override
                public void close() throws IOException {
                    closing.incrementAndGet();
                    open.decrementAndGet();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            };
        }
    }

    private static OutputRequest output(String name, String destination) {
        return new OutputRequest(name, "short", destination, Map.of(), WhenFull.DEFAULT, 1, null);
    }

    private static TraceRequest request(String name, String... destinations) {
        return request(name, new SourceOptions(1 << 20, false), destinations);
    }

    private static TraceRequest request(String name, SourceOptions options, String... destinations) {
        List<OutputRequest> outputs = new ArrayList<>();
        for (String destination : destinations) {
            outputs.add(output(destination + "-" + outputs.size(), destination));
        }
        return new TraceRequest(name, "fake", List.of("openat"), List.of(), false, outputs, List.of(), options,
                ContainerOptions.DEFAULT, 1 << 20);
    }

    private static CompletableFuture<Long> stopAside(TraceSession session) {
        long began = System.nanoTime();
        return CompletableFuture.supplyAsync(() -> {
            session.stop();
            return System.nanoTime() - began;
        });
    }

    @Test
    void shouldLeaveARunningSessionAloneWhenAnotherOnesStartFails() throws Exception {
        TraceSession first = engine.start(request("first", "memory"));
        source.unpreparable = "no such tracepoint";
        TraceException e = assertThrows(TraceException.class, () -> engine.start(request("second", "memory")));
        assertEquals("no such tracepoint", e.getMessage());
        source.unpreparable = null;
        assertTrue(source.isGateOpen());
        source.put(openat(HOST, 11));
        await(() -> outputs.lines.equals(List.of("openat 11 host")));
        assertEquals(1, outputs.closed);
        TraceSession second = engine.start(request("second", "memory"));
        second.stop();
        assertTrue(source.isGateOpen());
        first.stop();
        assertEquals(1, source.opened);
    }

    @Test
    void shouldCloseTheSourceThatWasOpenedForASessionWhoseStartFails() throws Exception {
        source.unpreparable = "no such tracepoint";
        assertThrows(TraceException.class, () -> engine.start(request("first", "memory")));
        await(() -> source.closed() == 1);
        assertEquals(List.of(), engine.sessions());
        assertEquals(1, outputs.closed);
        source.unpreparable = null;
        engine.start(request("first", "memory"));
        assertEquals(2, source.opened);
    }

    @Test
    void shouldFailTheSessionAndNotTheReaderWhenThePlanCannotBePublished() throws Exception {
        TraceSession first = engine.start(request("first", "memory"));
        source.unpublishable = true;
        assertThrows(TraceException.class, () -> engine.start(request("second", "memory")));
        source.unpublishable = false;
        source.put(openat(HOST, 13));
        await(() -> outputs.lines.equals(List.of("openat 13 host")));
        assertEquals(1, engine.sessions().size());
        first.stop();
        assertNull(first.failure());
    }

    @Test
    void shouldStartAndStopOthersWhileAClosingHangs() throws Exception {
        plugins.addDestination(hanging);
        TraceSession good = engine.start(request("good", "memory"));
        CompletableFuture<Long> stopped = stopAside(engine.start(request("bad", "hanging")));
        await(() -> hanging.closing.get() > 0);
        long began = System.nanoTime();
        TraceSession other = engine.start(request("other", "memory"));
        source.put(openat(HOST, 17));
        await(() -> outputs.lines.size() == 2);
        other.stop();
        assertTrue(engine.sessions().contains(good));
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(3));
        assertFalse(stopped.isDone());
        assertTrue(stopped.get() < TimeUnit.SECONDS.toNanos(12));
        good.stop();
        assertEquals(1, source.closed());
    }

    @Test
    void shouldEndOutputsThatHangSideBySideAndCountWhatTheyHaveNotWritten() throws Exception {
        plugins.addDestination(hanging);
        TraceSession session = engine.start(request("bad", "hanging", "hanging", "hanging", "hanging", "hanging"));
        hanging.writing.drainPermits();
        for (int i = 0; i < 101; i++) {
            source.records.add(openat(HOST, i));
        }
        source.wakeup();
        assertTrue(stopAside(session).get() < TimeUnit.SECONDS.toNanos(8));
        for (OutputStatus output : session.status().outputs()) {
            assertEquals(State.ENDED, output.state());
            assertEquals(101, output.failed());
            assertEquals(0, output.delivered() + output.dropped() + output.queuedBytes());
        }
    }

    @Test
    void shouldLetASessionBeStartedAnewWhileTheFormerOneEnds() throws Exception {
        plugins.addDestination(hanging);
        CompletableFuture<Long> stopped = stopAside(engine.start(request("same", "hanging")));
        await(() -> hanging.closing.get() > 0);
        TraceSession next = engine.start(request("same", "memory"));
        assertTrue(stopped.isDone() || stopped.get() > 0);
        source.put(openat(HOST, 19));
        await(() -> outputs.lines.equals(List.of("openat 19 host")));
        assertEquals(List.of(next), engine.sessions());
    }

    @Test
    void shouldStopAllSessionsSideBySideAndStartNoneThen() throws Exception {
        int total = 10_007;
        TraceSession first = engine.start(request("first", "memory"));
        TraceSession second = engine.start(request("second", "memory"));
        for (int i = 0; i < total; i++) {
            source.records.add(openat(HOST, i));
        }
        source.wakeup();
        assertEquals(List.of(first, second), engine.shutDown());
        for (TraceSession each : List.of(first, second)) {
            OutputStatus output = each.status().outputs().get(0);
            assertEquals(total, output.delivered() + output.dropped());
            assertEquals(0, output.queuedBytes());
        }
        assertFalse(source.isGateOpen());
        assertEquals(1, source.closed());
        assertThrows(TraceException.class, () -> engine.start(request("third", "memory")));
    }

    @Test
    void shouldCloseWhatWasOpenedBeforeAPlugInThatThrows() throws Exception {
        plugins.addDestination(hanging);
        hanging.go.countDown();
        plugins.addDestination(new Wrong() {
            @Override
            public Destination open(Map<String, String> options) {
                throw new IllegalStateException("odd");
            }
        });
        TraceException e = assertThrows(TraceException.class, () -> engine.start(request("", "hanging", "wrong")));
        assertTrue(e.getMessage().contains("opening destination 'wrong' has failed"), e.getMessage());
        assertEquals(0, hanging.open.get());
        assertEquals(1, hanging.closing.get());
        assertEquals(0, source.opened);
        engine.start(request("", "memory"));
        assertEquals(1, failures("plugin_failed"));
    }

    private long failures(String name) {
        return engine.status().failures().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow().value();
    }

    /** A destination of which a test overrides what goes wrong. */
    private static class Wrong implements DestinationFactory {
        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of();
        }

        @Override
        public Destination open(Map<String, String> options) {
            throw new AssertionError("nobody opens this");
        }
    }

    @Test
    void shouldUseTheOtherPlugInsWhereOneDoesNotSayItsName() throws Exception {
        plugins.addDestination(new Wrong() {
            @Override
            public String name() {
                throw new IllegalStateException("odd");
            }
        });
        plugins.addDestination(new Wrong() {
            @Override
            public List<OptionSpec> options() {
                throw new NoClassDefFoundError("odd");
            }
        });
        engine.start(request("", "memory"));
        assertEquals(2, failures("plugin_failed"));
    }

    @Test
    void shouldGiveUpAPlugInThatDoesNotReturnAndCloseWhatItOpensLater() throws Exception {
        plugins.addDestination(hanging);
        hanging.go.countDown();
        hanging.opening.drainPermits();
        long began = System.nanoTime();
        TraceException e = assertThrows(TraceException.class, () -> engine.start(request("", "memory", "hanging")));
        assertTrue(e.getMessage().contains("opening destination 'hanging' takes more than"), e.getMessage());
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(5));
        assertEquals(1, outputs.closed);
        e = assertThrows(TraceException.class, () -> engine.start(request("", "hanging")));
        assertTrue(e.getMessage().contains("has not returned"), e.getMessage());
        hanging.opening.release(1_000_003);
        await(() -> hanging.closing.get() == 1);
        engine.start(request("", "hanging"));
    }

    @Test
    void shouldGoOnWhereAPrinterFailsAtItsBeginningAndItsEnd() throws Exception {
        plugins.addPrinter(new PrinterFactory() {
            @Override
            public String name() {
                return "odd";
            }

            @Override
            public List<OptionSpec> options() {
                return List.of();
            }

            @Override
            public Printer create(Context context) {
                return new OddPrinter();
            }
        });
        TraceRequest like = request("odd", "memory");
        TraceSession session = engine.start(new TraceRequest("odd", like.source(), like.events(), List.of(), false,
                List.of(new OutputRequest("odd", "odd", "memory", Map.of(), WhenFull.DEFAULT, 1, null)), List.of(),
                like.sourceOptions(), like.containerOptions(), like.holdBytes()));
        source.put(openat(HOST, 23));
        await(() -> outputs.lines.equals(List.of("line")));
        session.stop();
        assertEquals(1, session.status().outputs().get(0).delivered());
        assertEquals(1, outputs.closed);
    }

    private static final class OddPrinter implements Printer {
        @Override
        public void begin(LineBuffer out) {
            out.ascii("half a header");
            throw new AssertionError("odd");
        }

        @Override
        public void print(EventView event, LineBuffer out) {
            out.ascii("line\n");
        }

        @Override
        public void end(LineBuffer out) {
            throw new IllegalStateException("odd");
        }
    }

    @Test
    void shouldRefuseWhatOnlyTheFirstSessionCouldHaveAskedFor() throws Exception {
        engine.start(request("first", new SourceOptions(1 << 20, false), "memory"));
        assertRefused("without --fd-paths", new SourceOptions(1 << 20, false, true, false, null, Node.NONE));
        assertRefused("without --exec-env", new SourceOptions(1 << 20, false, false, true, null, Node.NONE));
        assertRefused("without this --node-name or --cluster-name",
                new SourceOptions(1 << 20, false, false, false, null, new Node("b", "")));
        assertRefused("without --origin", new SourceOptions(1 << 20, false).origins(true));
        assertRefused("without this --write-bytes", new SourceOptions(1 << 20, false).writing(7));
        assertRefused("without --self", new SourceOptions(1 << 20, true));
        assertRefused("without this --buffer", new SourceOptions(1 << 22, false));
        engine.start(request("same", new SourceOptions(1 << 20, false), "memory"));
        engine.start(request("default", new SourceOptions(SourceOptions.DEFAULT_BUFFER, false), "memory"));
        assertEquals(3, engine.sessions().size());
        assertEquals(7, outputs.closed);
    }

    @Test
    void shouldRefuseAnEventByNameThatThisMachineCannotTell() throws Exception {
        int lacking = Catalogue.builtIn().byName("mark_victim").id();
        source.unavailable.put(lacking, "the kernel has no tracepoint oom/mark_victim");
        TraceSession set = engine.start(events("syscalls", "*"));
        TraceException e = assertThrows(TraceException.class, () -> engine.start(events("openat", "mark_victim")));
        assertEquals(TraceException.Kind.MACHINE, e.kind());
        assertEquals("event 'mark_victim' cannot be traced on this machine: the kernel has no tracepoint "
                + "oom/mark_victim; leave it out", e.getMessage());
        e = assertThrows(TraceException.class, () -> engine.change(set, events("mark_victim")));
        assertTrue(e.getMessage().contains("mark_victim"), e.getMessage());
        source.put(openat(HOST, 29));
        await(() -> outputs.lines.equals(List.of("openat 29 host")));
    }

    private static TraceRequest events(String... words) {
        TraceRequest like = request("", "memory");
        return new TraceRequest(like.name(), like.source(), List.of(words), List.of(), false, like.outputs(), List.of(),
                like.sourceOptions(), like.containerOptions(), like.holdBytes());
    }

    private void assertRefused(String part, SourceOptions options) {
        TraceException e = assertThrows(TraceException.class, () -> engine.start(request("later", options, "memory")));
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertTrue(e.getMessage().contains("stop the other sessions first"), e.getMessage());
    }

    @Test
    void shouldEndARecordingsSessionThatIsOverBeforeItsStartReturns() throws Exception {
        for (int i = 0; i < 101; i++) {
            FakeRecording recording = new FakeRecording();
            engine.addSource(recording);
            recording.add(openat(HOST, i), null);
            TraceRequest r = request("short", "memory");
            TraceSession session = engine.start(new TraceRequest("short", "recording", List.of("*"), List.of(), false,
                    r.outputs(), List.of(), r.sourceOptions(), r.containerOptions(), r.holdBytes()));
            assertTrue(session.awaitEnd(Duration.ofSeconds(20)));
            assertEquals(1, session.status().matched());
            engine.removeSource(recording);
        }
    }

    /** Such as those behind a record that is still being written, or summaries of folded calls. */
    @Test
    void shouldStopOnlyOnceTheSourceHasGivenWhatItHad() throws Exception {
        TraceSession session = engine.start(request("first", "memory"));
        source.emptyLooks = 17;
        source.put(openat(HOST, 11), openat(HOST, 13), openat(HOST, 17));
        session.stop();
        assertEquals(3, session.status().matched());
    }

    @Test
    void shouldTellAReaderThatHangsFromOneThatReads() throws Exception {
        assertTrue(engine.isReading(Duration.ofSeconds(20)));
        TraceSession session = engine.start(request("first", "memory"));
        assertTrue(engine.isReading(Duration.ofSeconds(20)));
        source.polls.acquire();
        // the reader may have been past its look at the source, and answers once more then
        while (engine.isReading(Duration.ofMillis(130))) {
            Thread.onSpinWait();
        }
        source.polls.release();
        assertTrue(engine.isReading(Duration.ofSeconds(20)));
        session.stop();
        assertTrue(engine.isReading(Duration.ofSeconds(20)));
    }

    /** Holding back is what the user asked for. To start again would not help. */
    @Test
    void shouldTakeAReaderThatAnOutputHoldsBackForOneThatReads() throws Exception {
        plugins.addDestination(hanging);
        hanging.writing.drainPermits();
        OutputRequest full = new OutputRequest("full", "short", "hanging", Map.of(), WhenFull.BLOCK, 1, null);
        TraceRequest like = request("full", "hanging");
        TraceSession session = engine.start(new TraceRequest("full", "fake", like.events(), List.of(), false, List.of(full),
                List.of(), like.sourceOptions(), ContainerOptions.DEFAULT, 1 << 20));
        source.endless = openat(HOST, 11);
        long read = -1;
        while (engine.status().read() != read) {
            read = engine.status().read();
            Thread.sleep(100);
        }
        assertTrue(engine.isReading(Duration.ofMillis(130)));
        source.endless = null;
        hanging.writing.release(1_000_003);
        hanging.go.countDown();
        session.stop();
    }
}
