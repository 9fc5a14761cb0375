package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.output.Destination;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.internal.dispatch.DispatchState;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.SettableState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineServiceTest extends EngineFixture {
    private static final long MAYBE = 903;

    /** No expression: everything passes; any: each process whose id can be divided by three. */
    @Override
    protected FakeFilters filters() {
        return new FakeFilters(all -> event -> all.isEmpty() || event.hostPid() % 3 == 0);
    }

    private TraceRequest request(boolean enrich, String... filters) {
        return request(enrich, output(OutputRequest.DEFAULT_QUEUE), filters);
    }

    private static OutputRequest output(int queueBytes) {
        return new OutputRequest("main", "short", "memory", Map.of(), WhenFull.DEFAULT, queueBytes, null);
    }

    private static TraceRequest request(boolean enrich, OutputRequest output, String... filters) {
        return new TraceRequest("", "fake", List.of("openat", "default"), List.of(filters), enrich, List.of(output),
                List.of(), new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20);
    }

    private static TraceRequest patient(Duration deadline) {
        ContainerOptions usual = ContainerOptions.DEFAULT;
        return new TraceRequest("", "fake", List.of("openat", "default"), List.of(), true,
                List.of(output(OutputRequest.DEFAULT_QUEUE)), List.of(), new SourceOptions(1 << 20, false),
                new ContainerOptions(deadline, usual.grace(), usual.limit(), usual.nested()), 1 << 20);
    }

    /** What a plug-in says of itself is asked when it comes. */
    private void blockByDefault() {
        plugins.removeDestination(outputs.destination);
        outputs.blocks = true;
        plugins.addDestination(outputs.destination);
    }

    private static byte[] rmdir(long cgroup) {
        return RecordBuilder.of("cgroup_rmdir").cgroup(HOST).hostTask(2, 2, 0).number("cgroup_id", cgroup)
                .text("cgroup_path", "/docker/x").bytes();
    }

    private static byte[] exec(long cgroup, int pid) {
        return exec(cgroup, pid, RecordLayout.FLAG_OWN_MOUNTS);
    }

    private static byte[] exec(long cgroup, int pid, int flags) {
        return RecordBuilder.of("sched_process_exec").cgroup(cgroup).hostTask(pid, pid, 1).flags(flags)
                .text("cmdpath", "sh").text("pathname", "/bin/sh").strings("argv", "sh", "-" + pid).bytes();
    }

    private List<String> awaitLines(int count) throws InterruptedException {
        await(() -> outputs.lines.size() >= count);
        return List.copyOf(outputs.lines);
    }

    @Test
    void shouldDeliverExactlyWhatWasSubmittedBeforeTheStop() throws Exception {
        TraceSession session = engine.start(request(false));
        assertTrue(source.isGateOpen());
        for (int i = 0; i < 10_007; i++) {
            source.records.add(openat(HOST, i));
        }
        source.wakeup();
        session.stop();
        assertEquals(10_007, outputs.lines.size());
        assertEquals("openat 10006 host", outputs.lines.get(10_006));
        OutputStatus output = session.status().outputs().get(0);
        assertEquals(10_007, output.delivered());
        assertEquals(0, output.dropped() + output.failed());
        assertEquals(10_007, session.engineAtEnd().read());
        assertEquals(1, source.closed());
        assertEquals(1, containers.closed());
        assertFalse(source.isGateOpen());
    }

    @Test
    void shouldEndASessionWithoutDelayWhileRecordsNeverCease() throws Exception {
        engine.start(request(false, "3"));
        TraceSession session = engine.start(request(false, "3"));
        source.endless = openat(HOST, 1);
        source.put(openat(HOST, 3), openat(HOST, 6));
        long start = System.nanoTime();
        session.stop();
        assertTrue(System.nanoTime() - start < 2_000_000_000L);
        assertEquals(2, session.status().outputs().get(0).delivered());
        source.endless = null;
    }

    @Test
    void shouldHoldEventsOfAnUnnamedContainerAndReleaseThemInOrder() throws Exception {
        engine.start(request(true));
        source.put(mkdir(WEB), exec(WEB, 11), openat(WEB, 12), openat(HOST, 13), rmdir(WEB), openat(HOST, 14));
        assertEquals(List.of("openat 13 host", "openat 14 host"), awaitLines(2));
        await(() -> engine.status().heldEvents() == 5);
        containers.settle(WEB, Enrichment.COMPLETE);
        source.wakeup();
        List<String> lines = awaitLines(7);
        assertEquals("container_create 1 id-17/name-17 docker,id-17,77,bb:1,,name-17,,,,0", lines.get(2));
        assertEquals("container_start 11 id-17/name-17 docker,id-17,77,bb:1,,name-17,,,,0,/bin/sh,sh\0-11\0",
                lines.get(3));
        assertEquals("sched_process_exec 11 id-17/name-17", lines.get(4));
        assertEquals("openat 12 id-17/name-17", lines.get(5));
        assertEquals("container_remove 2 id-17/name-17 docker,id-17", lines.get(6));
        assertEquals(0, engine.status().heldEvents());
        assertEquals(0, engine.status().heldBytes());
        assertEquals(0, engine.status().pendingReleased());
    }

    @Test
    void shouldReportTheEntryPointOnceRightBeforeItsExec() throws Exception {
        engine.start(request(false));
        source.put(mkdir(WEB), openat(WEB, 10), exec(WEB, 11), exec(WEB, 12), exec(HOST, 13));
        List<String> lines = awaitLines(6);
        assertEquals(List.of("openat 10 id-17/",
                "container_start 11 id-17/ docker,id-17,77,,,,,,,0,/bin/sh,sh\0-11\0",
                "sched_process_exec 11 id-17/", "sched_process_exec 12 id-17/", "sched_process_exec 13 host"),
                lines.subList(1, 6));
    }

    /** On a busy machine runc executes itself in the cgroup before it changes namespaces. */
    @Test
    void shouldNotTakeARuntimesOwnProgramForTheEntryPoint() throws Exception {
        engine.start(request(false));
        source.put(mkdir(WEB), exec(WEB, 11, 0), exec(WEB, 12), exec(WEB, 13, 0));
        assertEquals(List.of("sched_process_exec 11", "container_start 12", "sched_process_exec 12",
                "sched_process_exec 13"), awaitLines(5).subList(1, 5).stream()
                .map(line -> line.substring(0, line.indexOf(" id-"))).toList());
    }

    /** It is known only later that this is a container; its first exec was the entry point's all the same. */
    @Test
    void shouldReportTheEntryPointOfWhatProvesToBeAContainer() throws Exception {
        TraceSession session = engine.start(request(false));
        source.put(mkdir(MAYBE), openat(MAYBE, 12), exec(MAYBE, 13));
        await(() -> engine.status().heldEvents() == 3);
        containers.confirm(MAYBE, true);
        source.put(exec(MAYBE, 14));
        session.stop();
        assertEquals(List.of("openat 12 id-903/", "container_start 13 id-903/ docker,id-903,77,,,,,,,0,/bin/sh,sh\0-13\0",
                "sched_process_exec 13 id-903/", "sched_process_exec 14 id-903/"), outputs.lines.subList(1, 5));
    }

    /** The entry point of a cgroup that nobody could name, in a mount namespace of its own, as when a cgroup record was lost. */
    @Test
    void shouldReadOnAfterAnEntryPointInACgroupThatIsNoContainer() throws Exception {
        engine.start(request(true));
        source.put(mkdir(MAYBE), openat(MAYBE, 12));
        await(() -> engine.status().heldEvents() == 1);
        containers.confirm(MAYBE, false);
        source.wakeup();
        await(() -> engine.status().heldEvents() == 0);
        source.put(exec(MAYBE, 13), openat(HOST, 14));
        await(() -> outputs.lines.stream().anyMatch(line -> line.startsWith("openat 14")) || engine.failure() != null);
        assertNull(engine.failure());
    }

    @Test
    void shouldReportNoEntryPointOfWhatProvesToBeNoContainer() throws Exception {
        TraceSession session = engine.start(request(false));
        source.put(mkdir(MAYBE), exec(MAYBE, 13));
        await(() -> engine.status().heldEvents() == 2);
        containers.confirm(MAYBE, false);
        source.wakeup();
        session.stop();
        assertEquals(List.of("sched_process_exec 13 host"), outputs.lines);
    }

    @Test
    void shouldCutTheEntryPointsArgumentsWhereARecordHasNoRoomForAll() throws Exception {
        // the container's long name takes the room that the arguments need
        long cgroup = Long.MIN_VALUE;
        engine.start(request(true));
        String path = "/" + "p".repeat(4094);
        byte[] exec = RecordBuilder.of("sched_process_exec").cgroup(cgroup).hostTask(11, 11, 1)
                .flags(RecordLayout.FLAG_OWN_MOUNTS).text("pathname", path)
                .strings("argv", "a".repeat(28_365), "b").bytes();
        source.put(mkdir(cgroup));
        await(() -> engine.status() != null && engine.status().heldEvents() == 1);
        containers.settle(cgroup, Enrichment.COMPLETE);
        source.put(exec);
        String line = awaitLines(3).get(1);
        assertTrue(line.startsWith("container_start 11 id-" + cgroup + "/name-" + cgroup + " docker,"), line);
        assertTrue(line.contains("," + path + ",aaa"), line);
        assertTrue(line.endsWith("aa\0") && line.length() > 32_500, line.length() + "");
    }

    @Test
    void shouldCountWhatLeavesWithoutAName() throws Exception {
        engine.start(request(true));
        source.put(mkdir(WEB), openat(WEB, 12), openat(WEB, 13));
        await(() -> engine.status() != null && engine.status().heldEvents() == 3);
        containers.settle(WEB, Enrichment.PENDING);
        source.wakeup();
        assertEquals("openat 13 id-17/", awaitLines(3).get(2));
        await(() -> engine.status().pendingReleased() == 3);
    }

    @Test
    void shouldLetHeldEventsWaitForTheirDeadlineAtAStop() throws Exception {
        TraceSession session = engine.start(patient(Duration.ofSeconds(5)));
        source.put(mkdir(WEB), openat(WEB, 12), openat(WEB, 13));
        await(() -> engine.status().heldEvents() == 3);
        long asked = System.nanoTime();
        Thread stop = new Thread(session::stop);
        stop.start();
        // longer than any other event is waited for
        await(() -> !stop.isAlive() || System.nanoTime() - asked > 3_500_000_000L);
        containers.settle(WEB, Enrichment.COMPLETE);
        stop.join();
        assertEquals(3, outputs.lines.size());
        assertEquals("openat 13 id-17/name-17", outputs.lines.get(2));
    }

    @Test
    void shouldKeepAContainersOrderWhenThePoolIsFull() throws Exception {
        engine.start(request(true));
        int total = 9_001;
        source.records.add(mkdir(WEB));
        for (int i = 0; i < total; i++) {
            source.records.add(openat(WEB, i));
        }
        source.wakeup();
        await(() -> engine.status().read() == total + 1);
        containers.settle(WEB, Enrichment.COMPLETE);
        source.wakeup();
        List<String> lines = awaitLines(total + 1);
        for (int i = 0; i < total; i++) {
            assertTrue(lines.get(i + 1).startsWith("openat " + i + " id-17/"), lines.get(i + 1));
        }
        long named = lines.stream().filter(l -> l.startsWith("openat") && l.endsWith("name-17")).count();
        assertEquals(total + 1, engine.status().pendingReleased() + named);
        assertTrue(engine.status().pendingReleased() > 0);
    }

    @Test
    void shouldNotHoldForASessionThatWantsNoNames() throws Exception {
        engine.start(request(false));
        source.put(mkdir(WEB), openat(WEB, 12));
        assertEquals(List.of("container_create 1 id-17/ docker,id-17,77,,,,,,,0", "openat 12 id-17/"), awaitLines(2));
    }

    @Test
    void shouldLetNoEventPassAsTheHostsWhileItMayBeAContainers() throws Exception {
        TraceSession session = engine.start(request(false));
        source.put(mkdir(MAYBE), openat(MAYBE, 12), openat(MAYBE, 13), openat(HOST, 14));
        assertEquals(List.of("openat 14 host"), awaitLines(1));
        await(() -> engine.status().heldEvents() == 2);
        containers.confirm(MAYBE, true);
        source.put(openat(MAYBE, 15));
        session.stop();
        assertEquals(List.of("openat 14 host", "container_create 0 id-903/ docker,id-903,77,,,,,,,0",
                "openat 12 id-903/", "openat 13 id-903/", "openat 15 id-903/"), outputs.lines);
    }

    @Test
    void shouldAskForWhatPrintersShowWhereNamesAreWanted() throws Exception {
        outputs.shown = Metadata.LABELS;
        TraceSession plain = engine.start(request(false));
        await(() -> containers.opened() == 1);
        assertEquals(Metadata.NONE, containers.wanted());
        TraceSession named = engine.start(request(true));
        assertEquals(Metadata.LABELS, containers.wanted());
        outputs.shown = Metadata.NAME;
        engine.change(named, request(true, "any"));
        assertEquals(Metadata.NAME, containers.wanted());
        named.stop();
        assertEquals(Metadata.NONE, containers.wanted());
        plain.stop();
    }

    @Test
    void shouldGiveTheHostItsEventsOnceTheyAreKnownAsItsOwn() throws Exception {
        TraceSession named = engine.start(request(true));
        TraceSession plain = engine.start(request(false));
        source.put(mkdir(MAYBE), openat(MAYBE, 12), openat(MAYBE, 13));
        await(() -> engine.status().heldEvents() == 2);
        assertEquals(List.of(), List.copyOf(outputs.lines));
        containers.confirm(MAYBE, false);
        source.wakeup();
        plain.stop();
        assertEquals(2, plain.status().matched());
        named.stop();
        assertEquals(2, named.status().matched());
        assertEquals(List.of("openat 12 host", "openat 12 host", "openat 13 host", "openat 13 host"),
                outputs.lines.stream().sorted().toList());
        assertEquals(0, engine.sessions().size());
    }

    @Test
    void shouldKeepAContainersOrderForThoseWhoWantNoNames() throws Exception {
        engine.start(request(true, "third"));
        TraceSession plain = engine.start(request(false));
        source.put(mkdir(MAYBE), openat(MAYBE, 13), openat(MAYBE, 14));
        await(() -> engine.status().heldEvents() == 2);
        containers.confirm(MAYBE, true);
        source.put(openat(MAYBE, 16), openat(MAYBE, 17));
        await(() -> engine.status().heldEvents() == 5);
        containers.settle(MAYBE, Enrichment.COMPLETE);
        source.wakeup();
        plain.stop();
        assertEquals(List.of("openat 13 id-903/name-903", "openat 14 id-903/name-903", "openat 16 id-903/name-903",
                "openat 17 id-903/name-903"), outputs.lines.stream().filter(l -> l.startsWith("openat")).toList());
    }

    @Test
    void shouldLetSessionsSideBySideFilterAndCountForThemselves() throws Exception {
        TraceSession all = engine.start(request(false));
        TraceSession third = engine.start(request(false, "third"));
        assertEquals(1, source.opened);
        for (int i = 0; i < 3_001; i++) {
            source.records.add(openat(HOST, i));
        }
        source.wakeup();
        third.stop();
        assertEquals(1_001, third.status().outputs().get(0).delivered());
        assertEquals(3_001, third.status().seen());
        assertEquals(0, source.closed());
        source.put(openat(HOST, 9_999));
        all.stop();
        assertEquals(3_002, all.status().outputs().get(0).delivered());
        assertEquals(3_001, third.status().seen());
        assertEquals(1, source.closed());
    }

    /** Beside the one time a second that it looks by itself. */
    @Test
    void shouldNotWakeAnOutputThatHasNothingToWrite() throws Exception {
        TraceSession session = engine.start(request(false, "third"));
        int before = outputs.flushes.get();
        long began = System.nanoTime();
        for (int i = 1; i <= 37; i++) {
            int read = i;
            source.put(openat(HOST, 3 * i + 1));
            await(() -> engine.status().read() == read);
        }
        long seconds = (System.nanoTime() - began) / 1_000_000_000L;
        assertEquals(37, session.status().seen());
        assertTrue(outputs.flushes.get() - before <= 2 + seconds, outputs.flushes + " flushes");
    }

    @Test
    void shouldTellALaterSessionOfTheContainersThatAreThere() throws Exception {
        engine.start(request(false, "third"));
        containers.exists(WEB, Enrichment.COMPLETE);
        engine.start(request(false));
        assertTrue(awaitLines(1).get(0).startsWith("existing_container 0 id-17/name-17 docker,id-17,77,bb:1"));
    }

    @Test
    void shouldTellTheFirstSessionOfTheContainersThatAreThere() throws Exception {
        for (int i = 0; i < 23; i++) {
            containers.answers.add(listener -> {
                SettableState state = new SettableState(new DispatchState());
                state.update(containers.container(WEB, Enrichment.NONE, true), false);
                listener.appeared(state);
            });
            TraceSession session = engine.start(request(false));
            awaitLines(i + 1);
            session.stop();
        }
    }

    @Test
    void shouldDropAndCountWhenTheQueueIsFullAndNotBlocking() throws Exception {
        outputs.writes.drainPermits();
        TraceSession session = engine.start(request(false, output(1)));
        int total = 20_011;
        for (int i = 0; i < total; i++) {
            source.records.add(openat(HOST, i));
        }
        source.wakeup();
        await(() -> engine.status().read() == total);
        outputs.writes.release(1_000_003);
        session.stop();
        OutputStatus output = session.status().outputs().get(0);
        assertEquals(total, output.delivered() + output.dropped());
        assertEquals(output.delivered(), outputs.lines.stream().filter(line -> line.startsWith("openat")).count());
        assertTrue(output.dropped() > 0);
    }

    @Test
    void shouldHoldTheSourceBackWhenTheQueueIsFullAndBlocking() throws Exception {
        blockByDefault();
        outputs.writes.drainPermits();
        TraceSession session = engine.start(request(false, output(1)));
        int total = 20_011;
        for (int i = 0; i < total; i++) {
            source.records.add(openat(HOST, i));
        }
        source.wakeup();
        await(() -> session.status().outputs().get(0).queuedBytes() > 100_000);
        assertTrue(source.records.size() > 0);
        outputs.writes.release(1_000_003);
        session.stop();
        assertEquals(total, session.status().outputs().get(0).delivered());
    }

    @Test
    void shouldStopInBoundedTimeWhenADestinationHangs() throws Exception {
        blockByDefault();
        outputs.writes.drainPermits();
        TraceSession session = engine.start(request(false, output(1)));
        for (int i = 0; i < 20_011; i++) {
            source.records.add(openat(HOST, i));
        }
        source.wakeup();
        await(() -> session.status().outputs().get(0).queuedBytes() > 100_000);
        session.stop();
        OutputStatus output = session.status().outputs().get(0);
        assertEquals(State.ENDED, output.state());
        assertEquals(session.status().matched(), output.delivered() + output.dropped() + output.failed());
    }

    @Test
    void shouldEndQuietlyWhenEveryReaderHasGone() throws Exception {
        TraceSession session = engine.start(request(false));
        outputs.trouble = new Destination.Broken("gone", null);
        source.put(openat(HOST, 1));
        assertTrue(session.awaitEnd(Duration.ofSeconds(20)));
        assertNull(session.failure());
        assertEquals(List.of(), engine.sessions());
        assertEquals(1, source.closed());
    }

    @Test
    void shouldCountWhatADestinationRefusesAndGoOn() throws Exception {
        TraceSession session = engine.start(request(false));
        outputs.trouble = new IOException("disk full");
        source.put(openat(HOST, 1), openat(HOST, 2));
        await(() -> session.status().outputs().get(0).failed() == 2);
        assertEquals("disk full", session.status().outputs().get(0).detail());
        outputs.trouble = null;
        source.put(openat(HOST, 3));
        assertEquals(List.of("openat 3 host"), awaitLines(1));
        assertEquals(State.RUNNING, session.status().outputs().get(0).state());
    }

    @Test
    void shouldCountTheEventsThatADestinationRefusesOfABlock() throws Exception {
        TraceSession session = engine.start(request(false));
        outputs.trouble = new Destination.Refused(1, 15, "one is too long", null);
        byte[][] records = new byte[101][];
        Arrays.setAll(records, i -> openat(HOST, i));
        source.put(records);
        await(() -> session.status().outputs().get(0).failed() + session.status().outputs().get(0).delivered() == 101);
        assertTrue(session.status().outputs().get(0).failed() > 0);
        assertTrue(session.status().outputs().get(0).delivered() > 0, "a block had one event alone, each time");
        assertEquals("one is too long", session.status().outputs().get(0).detail());
    }

    @Test
    void shouldSurviveAPrinterThatThrows() throws Exception {
        TraceSession session = engine.start(request(false));
        source.put(openat(HOST, 1), RecordBuilder.of("openat").cgroup(HOST).comm("poison").bytes(), openat(HOST, 3));
        assertEquals(List.of("openat 1 host", "openat 3 host"), awaitLines(2));
        assertEquals(1, session.status().outputs().get(0).failed());
    }

    @Test
    void shouldKeepEventsWhileAPluginIsReplaced() throws Exception {
        TraceSession session = engine.start(request(false));
        source.put(openat(HOST, 1));
        awaitLines(1);
        plugins.removePrinter(outputs.printer);
        assertEquals(State.WAITING, session.status().outputs().get(0).state());
        source.put(openat(HOST, 2));
        plugins.removeDestination(outputs.destination);
        assertEquals(1, outputs.closed);
        source.put(openat(HOST, 3));
        await(() -> engine.status().read() == 3);
        assertEquals(1, outputs.lines.size());
        plugins.addDestination(outputs.destination);
        plugins.addPrinter(outputs.printer);
        assertEquals(List.of("openat 1 host", "openat 2 host", "openat 3 host"), awaitLines(3));
    }

    @Test
    void shouldLeaveNothingBehindWhenItRefuses() {
        source.refusal = "no BTF here";
        TraceException e = assertThrows(TraceException.class, () -> engine.start(request(false)));
        assertEquals(TraceException.Kind.MACHINE, e.kind());
        assertEquals("no BTF here", e.getMessage());
        assertEquals(1, outputs.closed);
        assertNull(engine.status());
        assertRefused("unknown printer 'shrt', did you mean 'short'?", "shrt", "memory", Map.of());
        assertRefused("unknown destination 'disk'", "short", "disk", Map.of());
        assertRefused("unknown key 'color', did you mean 'colour'?", "short", "memory", Map.of("color", "true"));
        assertRefused("cannot be 'maybe': allowed is true or false", "short", "memory", Map.of("colour", "maybe"));
    }

    @Test
    void shouldHideSecretsBeforeAPrinterSeesThem() throws Exception {
        plugins.addPrinter(new PrinterFactory() {
            @Override
            public String name() {
                return "argv";
            }

            @Override
            public List<OptionSpec> options() {
                return List.of();
            }

            @Override
            public Printer create(Context context) {
                return (event, out) -> out.ascii(event.text(event.type().indexOf("argv")).replace('\0', ' ')).put('\n');
            }
        });
        TraceSession session = engine.start(request(false, new OutputRequest("main", "argv", "memory",
                Map.of("redact", "argv:(?i)(--?password[= ])\\S+\nargv:hunter\\d"), WhenFull.DEFAULT, 1, null)));
        for (int i = 0; i < 101; i++) {
            source.records.add(RecordBuilder.of("sched_process_exec").cgroup(HOST).hostTask(7, 7, 1)
                    .strings("argv", "x" + i, i % 2 == 0 ? "--password" : "--user", i % 2 == 0 ? "hunter2" : "joe").bytes());
        }
        source.wakeup();
        session.stop();
        assertEquals(101, outputs.lines.size());
        for (int i = 0; i < 101; i++) {
            assertEquals("x" + i + (i % 2 == 0 ? " --password *** " : " --user joe "), outputs.lines.get(i));
        }
        assertEquals(51, session.status().outputs().get(0).redacted());
        assertRefused("key 'redact': 'agv' is no argument that is a text, did you mean", "short", "memory",
                Map.of("redact", "agv:x"));
    }

    private void assertRefused(String part, String printer, String destination, Map<String, String> options) {
        TraceException e = assertThrows(TraceException.class, () -> engine.start(request(false,
                new OutputRequest("main", printer, destination, options, WhenFull.DEFAULT, 1, null))));
        assertEquals(TraceException.Kind.USAGE, e.kind());
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void shouldAskTheSourceForWhatSomebodyWants() throws Exception {
        TraceSession session = engine.start(request(false));
        List<String> names = new ArrayList<>();
        source.events.stream().forEach(id -> names.add(Catalogue.builtIn().byId(id).name()));
        assertEquals(List.of("openat", "sched_process_exec", "container_create", "container_remove",
                "existing_container", "container_start"), names);
        session.stop();
        assertEquals(List.of(), engine.sessions());
    }

    @Test
    void shouldTraceWhatAPrinterTellsSomethingOfUnlessEventsAreNamed() throws Exception {
        plugins.removePrinter(outputs.printer);
        outputs.wanted = List.of("kill", "sched_process_*");
        plugins.addPrinter(outputs.printer);
        assertEquals(Set.of("kill", "sched_process_fork", "sched_process_exec", "sched_process_exit"), traced());
        // the engine itself wants each exec
        assertEquals(Set.of("openat", "sched_process_exec"), traced("openat"));
        assertEquals(Set.of("kill", "sched_process_exec", "sched_process_exit"), traced("-sched_process_fork"));
    }

    private Set<String> traced(String... events) throws Exception {
        TraceSession session = engine.start(request(false).wanting(List.of(events), List.of()));
        Set<String> names = source.events.stream().mapToObj(id -> Catalogue.builtIn().byId(id).name())
                .collect(Collectors.toSet());
        session.stop();
        return names;
    }
}
