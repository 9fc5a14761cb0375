package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.Reduction;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.testing.FakeFilters;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A consumer learns that its picture has a hole, where, and whose. */
@Timeout(60)
class LostEventsTest extends EngineFixture {
    private static final long LOUD = 23;
    /** May be a container. */
    private static final long MAYBE = 901;
    private LosingSource losing;

    /** No expression: everything passes; any: the containers. */
    @Override
    protected FakeFilters filters() {
        return new FakeFilters(all -> event -> all.isEmpty() || event.container() != null);
    }

    @Override
    protected FakeSource source() {
        losing = new LosingSource();
        return losing;
    }

    private TraceSession start(int queue, WhenFull whenFull, String... events) throws Exception {
        return engine.start(new TraceRequest("", "fake", List.of(events), List.of(), false, outputs("main", queue, whenFull),
                List.of(), new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20));
    }

    private TraceSession startLimited(String name) throws Exception {
        return engine.start(new TraceRequest(name, "fake", List.of("openat"), List.of(), false,
                outputs(name, 1 << 20, WhenFull.DROP), List.of(), new SourceOptions(1 << 20, false),
                ContainerOptions.DEFAULT, 1 << 20, new Reduction(List.of(), List.of("container=7/s"))));
    }

    private static List<OutputRequest> outputs(String name, int queue, WhenFull whenFull) {
        return List.of(new OutputRequest(name, "short", "memory", Map.of(), whenFull, queue, null));
    }

    private List<String> lost() {
        return List.copyOf(outputs.lines).stream().filter(line -> line.startsWith("lost ")).map(line -> line.replaceFirst(
                ",[0-9]+,[0-9]+$", "")).toList();
    }

    private void read(byte[]... records) throws InterruptedException {
        long before = engine.status().read();
        source.put(records);
        await(() -> engine.status().read() == before + records.length);
    }

    @Test
    void shouldTellWhoseEventsTheSourceHasLostAndThatNobodyKnowsOfTheOthers() throws Exception {
        TraceSession session = start(1 << 20, WhenFull.DROP, "openat");
        read(mkdir(WEB), openat(WEB, 3));
        losing.lose(WEB, 1_009);
        losing.lose(OwnerLosses.HOST, 31);
        losing.lose(OwnerLosses.UNKNOWN, 7);
        await(() -> lost().size() == 3);
        assertTrue(lost().contains("lost 0 id-17/ 1009,ring_full,container"), lost().toString());
        assertTrue(lost().contains("lost 0 host 31,ring_full,host"), lost().toString());
        assertTrue(lost().contains("lost 0 host 7,ring_full,unknown"), lost().toString());
        losing.lose(WEB, 2);
        losing.busy = 5;
        session.stop();
        assertEquals(List.of("lost 0 host 5,scratch_busy,unknown", "lost 0 id-17/ 2,ring_full,container"),
                lost().subList(3, lost().size()));
        OutputStatus output = session.status().outputs().get(0);
        assertEquals(1, output.delivered());
        assertEquals(session.status().matched(), output.delivered());
        OwnerTotals worst = session.engineAtEnd().worst().get(0);
        assertEquals("container id-17", worst.name());
        assertEquals(1_011, worst.lost());
        assertEquals(100, worst.percentLost());
        assertEquals(1_011 + 31 + 7, session.engineAtEnd().accounted());
    }

    @Test
    void shouldTellOnceWhereNothingMoreIsLostAndNothingWhereNothingIs() throws Exception {
        TraceSession session = start(1 << 20, WhenFull.DROP, "openat");
        read(openat(HOST, 1));
        losing.lose(OwnerLosses.HOST, 3);
        await(() -> lost().size() == 1);
        losing.lose(OwnerLosses.UNKNOWN, 5);
        await(() -> lost().size() == 2);
        session.stop();
        assertEquals(List.of("lost 0 host 3,ring_full,host", "lost 0 host 5,ring_full,unknown"), lost());
        assertEquals(3, outputs.lines.size());
    }

    /** Somebody has asked for that, so nobody is warned, but a consumer has to know where its picture has a hole. */
    @Test
    void shouldTellWhoseEventsALimitHasLeftOut() throws Exception {
        TraceSession session = startLimited("few");
        read(mkdir(WEB), openat(WEB, 3));
        losing.limit(WEB, 1_009);
        losing.limit(OwnerLosses.HOST, 31);
        await(() -> lost().size() == 2);
        losing.limit(WEB, 2);
        session.stop();
        assertTrue(lost().contains("lost 0 id-17/ 1009,limited,container"), lost().toString());
        assertTrue(lost().contains("lost 0 host 31,limited,host"), lost().toString());
        assertEquals("lost 0 id-17/ 2,limited,container", lost().get(2));
        OwnerTotals worst = session.engineAtEnd().worst().get(0);
        assertEquals("container id-17", worst.name());
        assertEquals(1_011, worst.limited());
        assertEquals(0, worst.lost());
    }

    @Test
    void shouldTellNobodyOfALimitWhoHasNone() throws Exception {
        TraceSession few = startLimited("few");
        TraceSession all = start(1 << 20, WhenFull.DROP, "openat");
        read(openat(HOST, 1));
        losing.limit(OwnerLosses.HOST, 31);
        losing.limit(OwnerLosses.UNKNOWN, 37);
        losing.lose(OwnerLosses.HOST, 3);
        all.stop();
        few.stop();
        assertEquals(List.of("lost 0 host 3,ring_full,host", "lost 0 host 3,ring_full,host",
                "lost 0 host 31,limited,host", "lost 0 host 37,limited,unknown"), lost().stream().sorted().toList());
    }

    /** The reader has not read yet that the cgroup is a container. */
    @Test
    void shouldTellOfAnOwnerThatIsNotKnownYetBeforeTheSessionEnds() throws Exception {
        TraceSession session = start(1 << 20, WhenFull.DROP, "openat");
        read(mkdir(MAYBE));
        losing.lose(MAYBE, 7);
        losing.lose(OwnerLosses.HOST, 3);
        await(() -> lost().size() == 1);
        losing.lose(MAYBE, 4);
        session.stop();
        assertEquals(List.of("lost 0 host 3,ring_full,host", "lost 0 host 11,ring_full,unknown"), lost());
        assertEquals(14, session.engineAtEnd().accounted());
    }

    @Test
    void shouldTellNoSessionOfWhatWasLostBeforeTheSessionBegan() throws Exception {
        TraceSession session = start(1 << 20, WhenFull.DROP, "openat");
        read(mkdir(MAYBE));
        losing.lose(MAYBE, 7);
        losing.lose(OwnerLosses.HOST, 3);
        await(() -> lost().size() == 1);
        TraceSession later = start(1 << 20, WhenFull.DROP, "openat");
        containers.confirm(MAYBE, true);
        source.wakeup();
        await(() -> lost().size() > 1);
        later.stop();
        session.stop();
        assertEquals(List.of("lost 0 host 3,ring_full,host", "lost 0 id-901/ 7,ring_full,container"), lost());
    }

    @Test
    void shouldNotTellASessionThatWantsNoSuchEvents() throws Exception {
        TraceSession session = start(1 << 20, WhenFull.DROP, "openat", "-lost");
        losing.lose(OwnerLosses.HOST, 3);
        read(openat(HOST, 1));
        session.stop();
        assertEquals(List.of("openat 1 host"), outputs.lines);
        assertEquals(3, session.engineAtEnd().worst().get(0).lost());
    }

    @Test
    void shouldTellAFilterOfContainersWhatContainersHaveLostAlone() throws Exception {
        TraceSession session = engine.start(new TraceRequest("", "fake", List.of("openat"), List.of("container"), false,
                List.of(new OutputRequest("main", "short", "memory", Map.of(), WhenFull.DROP, 1 << 20, null)), List.of(),
                new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20));
        read(mkdir(WEB), openat(HOST, 1));
        losing.lose(WEB, 11);
        losing.lose(OwnerLosses.UNKNOWN, 13);
        session.stop();
        assertEquals(2, outputs.lines.size(), outputs.lines.toString());
        assertTrue(lost().contains("lost 0 id-17/ 11,ring_full,container"), lost().toString());
        assertTrue(lost().contains("lost 0 host 13,ring_full,unknown"), lost().toString());
    }

    @Test
    void shouldDropTheLoudestFirstAndTellExactlyWhatItDropped() throws Exception {
        outputs.writes.drainPermits();
        TraceSession session = start(1, WhenFull.DROP, "openat");
        read(mkdir(WEB), mkdir(LOUD));
        int total = 20_011;
        int quiet = 0;
        for (int i = 0; i < total; i++) {
            source.records.add(openat(LOUD, i));
            if (i % 331 == 0) {
                source.records.add(openat(WEB, i));
                quiet++;
            }
        }
        source.wakeup();
        int all = total + quiet + 2;
        await(() -> engine.status().read() == all);
        outputs.writes.release(1_000_003);
        session.stop();
        OutputStatus output = session.status().outputs().get(0);
        assertEquals(quiet, outputs.lines.stream().filter(line -> line.startsWith("openat") && line.endsWith("id-17/"))
                .count());
        assertEquals(session.status().matched(), output.delivered() + output.dropped());
        assertTrue(output.dropped() > 0);
        long told = 0;
        for (String line : lost()) {
            assertTrue(line.matches("lost 0 id-23/ \\d+,queue_full,container"), line);
            told += Long.parseLong(line.replaceAll(".*/ |,.*", ""));
        }
        assertEquals(output.dropped(), told);
        assertEquals(output.delivered(), outputs.lines.size() - lost().size());
        assertEquals(told, session.engineAtEnd().worst().get(0).dropped());
    }

    /** What an output that blocks may cost others has an end: the quiet ones are not to pay for the loud one. */
    @Test
    void shouldHoldTheSourceBackOnlyUntilQuietContainersWouldLoseEvents() throws Exception {
        outputs.writes.drainPermits();
        TraceSession session = start(1, WhenFull.BLOCK, "openat");
        read(mkdir(WEB), mkdir(LOUD));
        int loud = 5_003;
        for (int i = 0; i < loud; i++) {
            source.records.add(openat(LOUD, i));
        }
        for (int i = 0; i < 7; i++) {
            source.records.add(openat(WEB, i));
        }
        source.wakeup();
        await(() -> session.status().outputs().get(0).queuedBytes() > 100_000);
        assertTrue(source.records.size() > 0);
        assertEquals(0, session.status().outputs().get(0).dropped());
        losing.crowded = true;
        await(() -> engine.status().read() == loud + 7 + 2);
        losing.crowded = false;
        outputs.writes.release(1_000_003);
        session.stop();
        OutputStatus output = session.status().outputs().get(0);
        assertEquals(7, outputs.lines.stream().filter(line -> line.startsWith("openat") && line.endsWith("id-17/")).count());
        assertEquals(List.of("lost 0 id-23/ " + output.dropped() + ",queue_full,container"), lost());
        assertEquals(loud, output.dropped() + outputs.lines.stream().filter(line -> line.endsWith("id-23/")).count());
    }

    @Test
    void shouldTellAgainWhatADestinationHasNotTakenAndWhatFailed() throws Exception {
        TraceSession session = start(1 << 20, WhenFull.DROP, "openat");
        outputs.trouble = new IOException("no");
        read(openat(HOST, 1));
        losing.lose(OwnerLosses.HOST, 1_013);
        await(() -> engine.status().worst().size() == 1);
        await(() -> session.status().outputs().get(0).failed() == 1);
        outputs.trouble = null;
        await(() -> lost().size() == 2);
        session.stop();
        assertTrue(lost().contains("lost 0 host 1013,ring_full,host"), lost().toString());
        assertTrue(lost().contains("lost 0 host 1,output_failed,unknown"), lost().toString());
        assertEquals(2, outputs.lines.size());
    }
}
