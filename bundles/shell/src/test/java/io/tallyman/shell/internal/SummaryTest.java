package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.SpoolStatus;
import io.tallyman.engine.SessionStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {
    private static final Duration TIME = Duration.ofMillis(192_345);

    private static EngineStatus engine(long full, long busy, long noSocket, long pending) {
        return new EngineStatus("ebpf", 1_234_577, 1_234_577 - full - busy,
                List.of(new LossCounter("ring_full", full, "The ring buffer was full."),
                        new LossCounter("scratch_busy", busy, "Programs interrupted each other.")), List.of(),
                List.of(new LossCounter("enrich_quay_no_socket", noSocket,
                        "Containers not named in time: no socket of the runtime was there.")),
                3, 2, 0, 0, 65536, pending, 0, List.of());
    }

    private static OutputStatus output(String name, long delivered, long dropped, long failed, String detail) {
        return new OutputStatus(name, "json", "file", State.ENDED, delivered, 7, dropped, failed, 0, 0, null, detail);
    }

    private static Summary.Ended session(String name, long matched, long undecided, OutputStatus... outputs) {
        return new Summary.Ended(name, new SessionStatus(1_234_571, matched, undecided, List.of(outputs)));
    }

    @Test
    void shouldBeOneLineWhereNothingWasLost() {
        assertEquals(List.of("traced 1,234,577 events in 3 min 12 s: 1,009 matched, 1,009 written"),
                new Summary(TIME, engine(0, 0, 0, 0), List.of(session("a", 1009, 0, output("all", 1009, 0, 0, "")))).lines());
    }

    @Test
    void shouldSayWhatWasLostAndWhy() {
        assertEquals(List.of(
                "traced 1,234,577 events in 3 min 12 s: 5,003 matched, 1,908 written by all, 4,999 written by \u00e4rger",
                "lost 3,004 events before they were read: the ring buffer was full (3,001), "
                        + "programs interrupted each other (3)",
                "1 event left without the name of their container",
                "containers not named in time: no socket of the runtime was there (enrich_quay_no_socket: 17)",
                "11 events passed because the filter failed on them",
                "output all lost 3,095 events: its queue was full (3,095)",
                "output \u00e4rger lost 4 events: its destination did not take them (4): disk full\\x1b[31m"),
                new Summary(TIME, engine(3001, 3, 17, 1), List.of(session("a", 5003, 11, output("all", 1908, 3095, 0, ""),
                        output("\u00e4rger", 4999, 0, 4, "disk full\u001b[31m")))).lines());
    }

    @Test
    void shouldSayWhoseTheLostEventsWere() {
        EngineStatus some = engine(3001, 3, 0, 0);
        Container web = new Container(1, "8cb9c4bd2f37e1a0", "docker", "web-7\u001b", "", "", "", Map.of(), Pod.NONE, 0, 1,
                List.of(), true, true, Enrichment.COMPLETE, "");
        EngineStatus engine = new EngineStatus(some.source(), some.emitted(), some.read(), some.losses(),
                some.withheld(), some.failures(), 3, 2, 0, 0, 65536, 0, 2_998,
                List.of(new OwnerTotals(web, 193, 2_989, 0, 1_013), new OwnerTotals(null, 1_234_000, 2, 3_095, 0)));
        assertEquals(List.of("lost 3,004 events before they were read: the ring buffer was full (3,001), "
                + "programs interrupted each other (3)", "of these 2,989 of container web-7\\x1b (94 % of its events), "
                + "2 of the host (1 % of its events); 7 of others", "outputs dropped 3,095 of the host",
                "limits left out 1,013 of container web-7\\x1b"),
                CountText.of(engine));
        assertTrue(new Summary(TIME, engine, List.of()).json().contains("\"worst\":[{\"containerId\":\"8cb9c4bd2f37e1a0\","
                + "\"containerName\":\"web-7\\u001b\",\"read\":193,\"lost\":2989,\"dropped\":0,\"limited\":1013},"));
    }

    @Test
    void shouldSayWhatASpoolKeepsAndHasLost() {
        OutputStatus output = new OutputStatus("all", "json", "file", State.ENDED, 11, 7, 0, 0, 0, 0,
                new SpoolStatus(1_013, 2_048, 3, 1_009, 17, 5), "");
        assertEquals(List.of("traced 1,234,577 events in 3 min 12 s: 2,047 matched, 11 written",
                "output all lost 1,026 events: its spool or the disk was full (1,009), its spool was damaged (17)",
                "output all keeps 1,013 events in its spool (2K)", "output all may have sent 5 events twice"),
                new Summary(TIME, engine(0, 0, 0, 0), List.of(session("a", 2047, 0, output))).lines());
    }

    @Test
    void shouldNameEachOfSeveralSessions() {
        assertEquals(List.of("traced 1,234,577 events in 3 min 12 s",
                "session a: 13 matched, 13 written",
                "session b: 7 matched, 5 written",
                "output b lost 2 events: its queue was full (2)"),
                new Summary(TIME, engine(0, 0, 0, 0), List.of(session("a", 13, 0, output("a", 13, 0, 0, "")),
                        session("b", 7, 0, output("b", 5, 2, 0, "")))).lines());
    }

    @Test
    void shouldDoWithoutAnEngineAndWithoutSessions() {
        assertEquals(List.of("13 matched, 13 written"),
                new Summary(null, null, List.of(session("a", 13, 0, output("a", 13, 0, 0, "")))).lines());
        assertEquals(List.of("traced 1,234,577 events in 3 min 12 s"),
                new Summary(TIME, engine(0, 0, 0, 0), List.of()).lines());
        assertEquals(List.of("nothing was traced"), new Summary(TIME, null, List.of()).lines());
    }

    @Test
    void shouldGiveEveryCounterAsOneLineOfJson() {
        assertEquals("{\"seconds\":192.345,\"emitted\":1234577,\"read\":1231576,\"lost\":3001,"
                + "\"losses\":{\"ring_full\":3001,\"scratch_busy\":0},\"withheld\":{},\"failures\":{\"enrich_quay_no_socket\":0},"
                + "\"worst\":[],\"pendingReleased\":7,\"sessions\":[{\"name\":\"a\",\"status\":{\"seen\":1234571,\"matched\":13,"
                + "\"undecided\":0,\"outputs\":[{\"name\":\"all\",\"printer\":\"json\",\"destination\":\"file\","
                + "\"state\":\"ENDED\",\"delivered\":11,\"bytes\":7,\"dropped\":2,\"failed\":0,\"redacted\":0,\"queuedBytes\":0,"
                + "\"detail\":\"\"}]}}]}",
                new Summary(TIME, engine(3001, 0, 0, 7), List.of(session("a", 13, 0, output("all", 11, 2, 0, "")))).json());
    }

    @ParameterizedTest
    @CsvSource({"0,0.0 s", "1249,1.2 s", "9999,10.0 s", "12999,12 s", "192345,3 min 12 s", "20400000,5 h 40 min",
        "788400000,9 d 3 h"})
    void shouldTellATimeInItsLargestUnits(long millis, String text) {
        assertEquals(text, Figures.time(Duration.ofMillis(millis)));
    }
}
