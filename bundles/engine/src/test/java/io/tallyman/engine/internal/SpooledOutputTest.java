package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.SpoolStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.internal.session.Session;
import io.tallyman.testing.FakeFilters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an output with a spool loses while its destination is away: nothing. */
@Timeout(60)
class SpooledOutputTest extends EngineFixture {
    private static final IOException AWAY = new IOException("nobody listens");

    @TempDir
    private Path directory;
    private int next;

    @Override
    protected FakeFilters filters() {
        return FakeFilters.none();
    }

    private TraceRequest request(String session, String... more) {
        Map<String, String> options = new HashMap<>(Map.of("spool", directory.resolve("spool").toString()));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return plain(session, options);
    }

    private static TraceRequest plain(String session, Map<String, String> options) {
        return new TraceRequest(session, "fake", List.of("openat"), List.of(), false,
                List.of(new OutputRequest("main", "short", "memory", options, WhenFull.DROP,
                        OutputRequest.DEFAULT_QUEUE, null)),
                List.of(), new SourceOptions(4096, false), ContainerOptions.DEFAULT, 1 << 20);
    }

    private void put(int count) {
        IntStream.range(next, next + count).forEach(i -> source.put(openat(HOST, i)));
        next += count;
    }

    private static OutputStatus output(TraceSession session) {
        return session.status().outputs().get(0);
    }

    private void awaitLines(int count) throws InterruptedException {
        await(() -> outputs.lines.size() >= count);
        assertEquals(IntStream.range(0, count).mapToObj(i -> "openat " + i + " host").toList(), outputs.lines);
    }

    private static void assertCounted(TraceSession session) {
        OutputStatus output = output(session);
        SpoolStatus spool = output.spool();
        assertEquals(session.status().matched() + spool.recovered(), output.delivered() + output.dropped()
                + output.failed() + spool.events() + spool.dropped() + spool.damaged());
    }

    @Test
    void shouldDeliverInOrderOnceTheDestinationIsBack() throws Exception {
        outputs.trouble = AWAY;
        TraceSession session = engine.start(request("s"));
        put(10_007);
        await(() -> output(session).spool().events() > 0 && output(session).state() == State.FAILING);
        assertEquals("nobody listens", output(session).detail());
        assertEquals(0, output(session).delivered());
        outputs.trouble = null;
        awaitLines(10_007);
        session.stop();
        assertEquals(10_007, output(session).delivered());
        assertEquals(0, output(session).failed() + output(session).dropped() + output(session).spool().events());
        assertCounted(session);
    }

    @Test
    void shouldKeepForTheNextOutputWhatTheDestinationDidNotTake() throws Exception {
        outputs.trouble = AWAY;
        TraceSession first = engine.start(request("s"));
        put(1_009);
        await(() -> first.status().matched() == 1_009);
        first.stop();
        assertEquals(1_009, output(first).spool().events());
        assertCounted(first);
        outputs.trouble = null;
        TraceSession second = engine.start(request("s"));
        put(11);
        awaitLines(1_020);
        second.stop();
        assertEquals(1_009, output(second).spool().recovered());
        assertEquals(1_020, output(second).delivered());
        assertCounted(second);
    }

    @Test
    void shouldHandTheSpoolOverToTheOutputThatTakesItsPlace() throws Exception {
        outputs.trouble = AWAY;
        Session session = engine.start(request("s"));
        put(1_009);
        await(() -> output(session).spool().events() > 0);
        engine.exchange(session, request("s", "colour", "true", "spool-size", "2M"));
        put(13);
        await(() -> session.status().matched() == 1_022);
        outputs.trouble = null;
        awaitLines(1_022);
        session.stop();
        assertEquals(0, output(session).spool().recovered());
        assertEquals(1_022, output(session).delivered());
        assertCounted(session);
    }

    @Test
    void shouldCountWhatStaysBehindInASpoolThatIsUsedNoMore() throws Exception {
        outputs.trouble = AWAY;
        Session session = engine.start(request("s"));
        put(1_009);
        await(() -> session.status().matched() == 1_009);
        engine.exchange(session, plain("s", Map.of()));
        await(() -> outputs.closed == 1);
        outputs.trouble = null;
        put(13);
        await(() -> outputs.lines.size() == 13);
        session.stop();
        assertEquals(13, output(session).delivered());
        assertEquals(1_009, output(session).spool().events());
        assertCounted(session);
    }

    @Test
    void shouldMakeFewBlocksWhileTheDestinationIsBusy() throws Exception {
        outputs.writes.drainPermits();
        TraceSession session = engine.start(request("s"));
        put(1);
        await(() -> output(session).spool().events() == 1);
        for (int i = 0; i < 499; i++) {
            put(1);
            int seen = next;
            await(() -> session.status().matched() == seen);
        }
        outputs.writes.release(50);
        awaitLines(500);
        assertTrue(outputs.writes.availablePermits() > 0, "500 events came in more than 50 writes");
        session.stop();
        assertCounted(session);
    }

    @Test
    void shouldEndWhereNobodyReadsAnyMore() throws Exception {
        outputs.trouble = new Destination.Broken("gone", null);
        TraceSession session = engine.start(request("s"));
        put(1);
        await(() -> output(session).state() != State.RUNNING);
        put(1);
        await(() -> output(session).state() == State.ENDED);
        assertEquals("gone", output(session).detail());
        session.stop();
        assertCounted(session);
    }

    @Test
    void shouldRefuseASpoolThatAnotherOutputUses() throws Exception {
        engine.start(request("s"));
        TraceException e = assertThrows(TraceException.class, () -> engine.start(request("other")));
        assertEquals("output main: key 'spool' cannot be '" + directory.resolve("spool")
                + "': output s/main uses it", e.getMessage());
    }

    @Test
    void shouldRefuseWhatItCannotUse() {
        assertEquals("output main: key 'spool-size' cannot be '1023K': allowed is 1M and more",
                assertThrows(TraceException.class, () -> engine.start(request("s", "spool-size", "1023K"))).getMessage());
        assertEquals("output main: key 'spool' cannot be 'spool': allowed is an absolute path",
                assertThrows(TraceException.class, () -> engine.start(request("s", "spool", "spool"))).getMessage());
        assertEquals("output main: key 'spool-size' needs the key 'spool'", assertThrows(TraceException.class,
                () -> engine.start(plain("s", Map.of("spool-size", "1M")))).getMessage());
    }

    @Test
    void shouldHaveNoSpoolUnlessToldTo() throws Exception {
        TraceSession session = engine.start(plain("s", Map.of()));
        assertNull(output(session).spool());
    }
}
