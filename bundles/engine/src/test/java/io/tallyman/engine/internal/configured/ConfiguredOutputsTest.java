package io.tallyman.engine.internal.configured;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.internal.EngineFixture;
import io.tallyman.testing.FakeFilters;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationException;

@Timeout(60)
class ConfiguredOutputsTest extends EngineFixture {
    private static final String PID = "io.tallyman.output~all";
    private static final ServiceReference<ConfigurationAdmin> NOBODY = nobody();

    private final Set<String> deleted = new HashSet<>();
    private final OutputFactory factory = new OutputFactory(engine, plugins, pid -> !deleted.contains(pid));
    private final Shelf shelf = new Shelf();
    private final FakeFilters filters = new FakeFilters(this::multiples);
    private volatile boolean fieldsAreThere = true;

    /** Config Admin, as an event of it wants one. */
    @SuppressWarnings("unchecked")
    private static ServiceReference<ConfigurationAdmin> nobody() {
        return (ServiceReference<ConfigurationAdmin>) Proxy.newProxyInstance(ServiceReference.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class}, (proxy, method, arguments) -> null);
    }

    @BeforeEach
    void addShelf() {
        plugins.addDestination(shelf);
    }

    @Override
    protected FakeFilters filters() {
        return filters;
    }

    /** Expressions are numbers: a process id passes that can be divided by all of them. */
    private EventPredicate multiples(Collection<String> expressions) throws FilterException {
        List<Integer> numbers = new ArrayList<>();
        for (String expression : expressions) {
            if (!fieldsAreThere) {
                throw new FilterException("filter '" + expression + "': no field yet");
            }
            if (!expression.matches("\\d+")) {
                throw new FilterException("filter '" + expression + "': no number");
            }
            numbers.add(Integer.valueOf(expression));
        }
        return event -> numbers.stream().allMatch(n -> event.hostPid() % n == 0);
    }

    /** A destination with a place, that may be out of reach. */
    private static final class Shelf implements DestinationFactory {
        final Map<String, List<String>> places = new java.util.concurrent.ConcurrentHashMap<>();
        final AtomicInteger open = new AtomicInteger();
        final List<String> reopened = Collections.synchronizedList(new ArrayList<>());
        volatile IOException trouble;
        volatile Runnable opening = () -> { };

        @Override
        public String name() {
            return "shelf";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of(new OptionSpec("place", OptionSpec.Type.PATH, null, List.of(), "Where."),
                    new OptionSpec("label", OptionSpec.Type.SECRET, "", List.of(), "What."));
        }

        @Override
        public Destination open(Map<String, String> options) throws IOException {
            opening.run();
            if (trouble != null) {
                throw trouble;
            }
            String place = options.get("place");
            List<String> lines = places.computeIfAbsent(place, p -> Collections.synchronizedList(new ArrayList<>()));
            open.incrementAndGet();
            return new Destination() {
                @Override
                public void write(byte[] bytes, int from, int count, int events) {
                    lines.addAll(List.of(new String(bytes, from, count, StandardCharsets.UTF_8).split("\n")));
                }

                @Override
                public void reopen() {
                    reopened.add(place);
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }

        List<String> at(String place) {
            return places.getOrDefault(place, List.of());
        }
    }

    private void serve() {
        engine.serve(new TraceRequest("", "fake", List.of(), List.of(), false, List.of(), List.of(),
                new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20));
    }

    private void update(Object... keysAndValues) throws ConfigurationException {
        updateOther(PID, keysAndValues);
    }

    private void updateOther(String pid, Object... keysAndValues) throws ConfigurationException {
        Hashtable<String, Object> properties = new Hashtable<>(Map.of("service.pid", pid, "service.factoryPid",
                "io.tallyman.output", "felix.fileinstall.filename", "file:/x", "events", "openat"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        factory.updated(pid, properties);
    }

    private void memory(Object... more) throws ConfigurationException {
        Object[] all = new Object[more.length + 4];
        System.arraycopy(more, 0, all, 4, more.length);
        System.arraycopy(new Object[] {"printer", "short", "destination", "memory"}, 0, all, 0, 4);
        update(all);
    }

    private OutputStatus status() {
        List<TraceSession> sessions = engine.sessions();
        assertEquals(List.of("all"), sessions.stream().map(TraceSession::name).toList());
        return sessions.get(0).status().outputs().get(0);
    }

    private static List<String> lines(int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            lines.add("openat " + i + " host");
        }
        return lines;
    }

    @Test
    void shouldStartChangeAndStopAnOutput() throws Exception {
        serve();
        update("printer", "short", "destination", "shelf", "place", "/a");
        assertEquals(State.RUNNING, status().state());
        source.put(openat(HOST, 1));
        await(() -> shelf.at("/a").size() == 1);
        update("printer", "short", "destination", "shelf", "place", "/b", "scope", "3", "queue", "1M",
                "when-full", "drop", "label", 7);
        source.put(openat(HOST, 2), openat(HOST, 3));
        await(() -> shelf.at("/b").size() == 1);
        assertEquals(lines(1, 2), shelf.at("/a"));
        assertEquals(lines(3, 4), shelf.at("/b"));
        assertEquals(2, status().delivered());
        assertEquals(1, shelf.open.get());
        assertEquals(1, source.opened);
        factory.deleted(PID);
        assertEquals(List.of(), engine.sessions());
        assertEquals(0, shelf.open.get());
        assertEquals(1, source.closed());
    }

    @Test
    void shouldRunNothingBeforeItIsAskedTo() throws Exception {
        memory();
        assertEquals(0, source.opened);
        serve();
        assertEquals(State.RUNNING, status().state());
    }

    @Test
    void shouldBeSaidToRunOnlyOnceItsEventsCome() throws Exception {
        serve();
        source.preparations.drainPermits();
        Thread starting = new Thread(() -> assertDoesNotThrow(() -> memory()));
        starting.start();
        await(source.preparations::hasQueuedThreads);
        assertEquals(State.WAITING, status().state());
        assertEquals("it is being started", status().detail());
        source.preparations.release();
        starting.join();
        assertEquals(State.RUNNING, status().state());
        assertEquals("", status().detail());
    }

    @Test
    void shouldWriteEveryEventOnceAndInOrderWhileItIsEdited() throws Exception {
        int total = 60_013;
        serve();
        memory("when-full", "block", "queue", "128K");
        Thread feeder = new Thread(() -> {
            for (int i = 0; i < total; i++) {
                source.records.add(openat(HOST, i));
                if (i % 64 == 0) {
                    source.wakeup();
                    Thread.onSpinWait();
                }
            }
            source.wakeup();
        });
        feeder.start();
        int edits = 0;
        while (feeder.isAlive() || edits < 23) {
            edits++;
            memory("when-full", "block", "queue", (128 + edits % 5 * 200) + "K", "colour", edits % 2 == 0);
        }
        source.wakeup();
        await(() -> outputs.lines.size() >= total);
        assertEquals(lines(0, total), outputs.lines);
        OutputStatus status = status();
        assertEquals(total, status.delivered());
        assertEquals(0, status.dropped() + status.failed() + status.queuedBytes());
        assertEquals(total, engine.sessions().get(0).status().matched());
        factory.deleted(PID);
        assertEquals(edits + 1, outputs.closed);
    }

    @Test
    void shouldOpenAnewByNameOnceTheFormerOneHasEnded() throws Exception {
        serve();
        update("printer", "short", "destination", "shelf", "place", "/a");
        assertEquals(List.of(), shelf.reopened);
        update("printer", "short", "destination", "shelf", "place", "/a", "colour", "true");
        await(() -> shelf.reopened.equals(List.of("/a")) && shelf.open.get() == 1);
        engine.reopen();
        assertEquals(List.of("/a", "/a"), shelf.reopened);
    }

    /** What is tried again every few seconds goes on being tried again. */
    @Test
    void shouldTryTheOthersAgainWhereOneThrowsWhatNobodyExpects() throws Exception {
        serve();
        shelf.trouble = new IOException("no room");
        for (String place : List.of("/a", "/b")) {
            assertThrows(ConfigurationException.class, () -> updateOther("io.tallyman.output~" + place.substring(1),
                    "printer", "short", "destination", "shelf", "place", place));
        }
        AtomicInteger tries = new AtomicInteger();
        shelf.opening = () -> {
            if (tries.getAndIncrement() < 2) {
                throw new AssertionError("odd");
            }
        };
        shelf.trouble = null;
        await(() -> shelf.open.get() == 2);
        assertEquals(4, tries.get());
        assertEquals(2, engine.sessions().size());
    }

    private void assertRefused(String key, String message, Object... keysAndValues) {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> update(keysAndValues));
        assertEquals(key, e.getProperty());
        assertTrue(e.getReason().contains(message), e.getReason());
    }

    @Test
    void shouldRefuseAWrongChangeAsAWholeAndRunOnAsBefore() throws Exception {
        serve();
        memory();
        assertRefused("printer", "key 'printer' is missing", "destination", "memory");
        assertRefused("printer", "key 'printer' cannot be 'shrt': there is no printer 'shrt', did you mean 'short'?",
                "printer", "shrt", "destination", "memory");
        assertRefused("destination", "key 'destination' cannot be 'disk'", "printer", "short", "destination", "disk");
        assertRefused("events", "key 'events': unknown event 'opnat', did you mean 'openat'?", "printer", "short",
                "destination", "memory", "events", "opnat");
        assertRefused("scope", "key 'scope': filter 'x': no number", "printer", "short", "destination", "memory",
                "scope", "x");
        assertRefused("containers", "key 'containers' cannot be 'yes': allowed is true or false", "printer", "short",
                "destination", "memory", "containers", "yes");
        assertRefused("when-full", "key 'when-full' cannot be 'wait': allowed is one of block, drop", "printer",
                "short", "destination", "memory", "when-full", "wait");
        assertRefused("queue", "key 'queue' cannot be '2G': allowed is a size from 128K to 1G", "printer", "short",
                "destination", "memory", "queue", "2G");
        assertRefused("evnts", "unknown key 'evnts', did you mean 'events'?", "printer", "short", "destination",
                "memory", "evnts", "openat");
        assertRefused("place", "key 'place' is missing", "printer", "short", "destination", "shelf");
        assertRefused("colour", "key 'colour' cannot be 'maybe': allowed is true or false", "printer", "short",
                "destination", "memory", "colour", "maybe");
        assertEquals(State.RUNNING, status().state());
        assertEquals("runs as before, the change is refused: output all: key 'colour' cannot be 'maybe': "
                + "allowed is true or false", status().detail());
        source.put(openat(HOST, 1));
        await(() -> outputs.lines.equals(lines(1, 2)));
        memory();
        assertEquals("", status().detail());
    }

    @Test
    void shouldBeOffAndSayWhyWhereThereIsNoFormerOne() throws Exception {
        memory("queue", "1K");
        serve();
        assertEquals(State.OFF, status().state());
        assertEquals("key 'queue' cannot be '1K': allowed is a size from 128K to 1G", status().detail());
        assertEquals("short memory", status().printer() + " " + status().destination());
        assertEquals(0, source.opened);
        memory("queue", "128K");
        assertEquals(State.RUNNING, status().state());
    }

    @Test
    void shouldHaveARequestWheneverItIsLookedAt() throws Exception {
        List<TraceRequest> seen = new ArrayList<>();
        Object lookedAtWhileItIsRead = new Object() {
            @Override
            public String toString() {
                engine.sessions().forEach(s -> seen.add(s.request()));
                return "false";
            }
        };
        memory("colour", lookedAtWhileItIsRead);
        serve();
        updateOther("io.tallyman.output~b", "printer", "short", "destination", "memory", "colour",
                lookedAtWhileItIsRead);
        assertEquals(List.of("all", "all", "all", "b"), seen.stream().map(TraceRequest::name).toList());
    }

    @Test
    void shouldWaitForItsPluginsAndStartWhenTheyCome() throws Exception {
        plugins.removePrinter(outputs.printer);
        plugins.removeDestination(outputs.destination);
        memory();
        serve();
        assertEquals(State.WAITING, status().state());
        assertEquals("there is no printer 'short'; there are none", status().detail());
        plugins.addPrinter(outputs.printer);
        await(() -> status().detail().equals("there is no destination 'memory'; there are shelf"));
        plugins.addDestination(outputs.destination);
        await(() -> status().state() == State.RUNNING);
        source.put(openat(HOST, 1));
        await(() -> outputs.lines.equals(lines(1, 2)));
    }

    @Test
    void shouldTakeAChangeWhenThePrinterThatIsBeingReplacedIsBack() throws Exception {
        serve();
        memory();
        source.put(openat(HOST, 1));
        await(() -> outputs.lines.size() == 1);
        plugins.removePrinter(outputs.printer);
        source.put(openat(HOST, 2));
        memory("scope", "4", "queue", "256K");
        assertEquals(State.WAITING, status().state());
        source.put(openat(HOST, 3));
        await(() -> engine.status().read() == 3);
        plugins.addPrinter(outputs.printer);
        await(() -> engine.sessions().get(0).request().filters().equals(List.of("4")));
        source.put(openat(HOST, 7), openat(HOST, 8));
        await(() -> outputs.lines.size() == 4);
        assertEquals(List.of("openat 1 host", "openat 2 host", "openat 3 host", "openat 8 host"), outputs.lines);
        assertEquals(4, status().delivered());
    }

    @Test
    void shouldGiveWhatAHangingDestinationHasLeftToTheNewOne() throws Exception {
        int total = 2_003;
        serve();
        memory("when-full", "block", "queue", "1M");
        outputs.writes.drainPermits();
        for (int i = 0; i < total; i++) {
            source.records.add(openat(HOST, i));
        }
        source.wakeup();
        await(() -> engine.status() != null && engine.status().read() == total);
        long start = System.nanoTime();
        update("printer", "short", "destination", "shelf", "place", "/new");
        source.put(openat(HOST, total));
        await(() -> !shelf.at("/new").isEmpty() && shelf.at("/new").get(shelf.at("/new").size() - 1)
                .equals("openat " + total + " host"));
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
        // what was in the write that hung may have been written; it is in one of the two places, and once
        List<String> all = new ArrayList<>(outputs.lines);
        all.addAll(shelf.at("/new"));
        assertEquals(lines(0, total + 1), all);
        await(() -> status().delivered() == total + 1);
    }

    @Test
    void shouldLetASlowWriteEndBeforeAnotherOutputTakesItsPlace() throws Exception {
        serve();
        memory();
        outputs.writes.drainPermits();
        source.put(openat(HOST, 1));
        await(() -> outputs.writes.hasQueuedThreads());
        memory("colour", "true");
        source.put(openat(HOST, 2));
        Thread.sleep(1_300);
        assertEquals(0, outputs.closed);
        outputs.writes.release(1_000_003);
        await(() -> outputs.closed == 1 && outputs.lines.equals(lines(1, 3)));
    }

    @Test
    void shouldTryAgainWhereTheReasonMayPass() throws Exception {
        serve();
        shelf.trouble = new IOException("the shelf is full");
        assertRefused(null, "the shelf is full", "printer", "short", "destination", "shelf", "place", "/a");
        assertEquals(State.OFF, status().state());
        shelf.trouble = null;
        await(() -> status().state() == State.RUNNING);
    }

    @Test
    void shouldSayWhyItIsOffWhileItIsTriedAgain() throws Exception {
        serve();
        shelf.trouble = new IOException("the shelf is full");
        assertRefused(null, "the shelf is full", "printer", "short", "destination", "shelf", "place", "/a");
        BlockingQueue<OutputStatus> seen = new LinkedBlockingQueue<>();
        shelf.opening = () -> seen.add(status());
        OutputStatus meanwhile = seen.poll(20, TimeUnit.SECONDS);
        assertEquals(State.OFF, meanwhile.state());
        assertEquals("output all: the shelf is full", meanwhile.detail());
    }

    @Test
    void shouldForgetARefusedOneWhenItsConfigurationGoes() throws Exception {
        serve();
        shelf.trouble = new IOException("the shelf is full");
        assertRefused(null, "the shelf is full", "printer", "short", "destination", "shelf", "place", "/a");
        factory.configurationEvent(new ConfigurationEvent(NOBODY, ConfigurationEvent.CM_DELETED, "io.tallyman.output", PID));
        assertEquals(State.OFF, status().state(), "another one of that name is there by now");
        deleted.add(PID);
        factory.configurationEvent(new ConfigurationEvent(NOBODY, ConfigurationEvent.CM_DELETED, "io.tallyman.output", PID));
        assertEquals(List.of(), engine.sessions());
        assertRefused(null, "the shelf is full", "printer", "short", "destination", "shelf", "place", "/a");
        assertEquals(List.of(), engine.sessions());
    }

    @Test
    void shouldTakeAnOutputsFilterWhenItsFieldComes() throws Exception {
        serve();
        fieldsAreThere = false;
        assertRefused("scope", "filter '3': no field yet", "printer", "short", "destination", "memory", "scope", "3");
        // the plug-ins that have just come may have it tried once more
        await(() -> status().state() == State.OFF);
        fieldsAreThere = true;
        filters.change();
        await(() -> status().state() == State.RUNNING);
        source.put(openat(HOST, 2), openat(HOST, 3));
        await(() -> outputs.lines.equals(lines(3, 4)));
    }

    @Test
    void shouldCheckAConfigurationAndStartNothing() throws Exception {
        TraceException early = assertThrows(TraceException.class, () -> engine.checkOutput("x", Map.of()));
        assertEquals("configured outputs run under 'tallyman run' alone", early.getMessage());
        serve();
        engine.checkOutput("x", Map.of("printer", "short", "destination", "shelf", "place", "/x"));
        for (String[] wrong : new String[][] {{"place", "x", "an absolute path"}, {"printer", "shrt", "'short'"},
            {"events", "opnat", "'openat'"}, {"scope", "x", "no number"}, {"colour", "maybe", "true or false"},
            {"plce", "/x", "'place'"}}) {
            Map<String, Object> values = new HashMap<>(
                    Map.of("printer", "short", "destination", "shelf", "place", "/x"));
            values.put(wrong[0], wrong[1]);
            TraceException e = assertThrows(TraceException.class, () -> engine.checkOutput("x", values));
            assertTrue(e.getMessage().contains(wrong[2]), e.getMessage());
        }
        assertEquals(List.of(), engine.sessions());
        assertEquals(0, source.opened + shelf.open.get());
    }

    @Test
    void shouldSayThatItsReaderHasGone() throws Exception {
        serve();
        memory();
        outputs.trouble = new Destination.Broken("gone", null);
        source.put(openat(HOST, 1));
        await(() -> status().state() == State.OFF);
        assertTrue(status().detail().contains("its reader has gone"), status().detail());
        outputs.trouble = null;
        memory("colour", "true");
        assertEquals(State.RUNNING, status().state());
    }

    @Test
    void shouldShowEachHeldEventOnceWhenItNoLongerWaitsForNames() throws Exception {
        serve();
        memory("containers", "true");
        source.put(mkdir(WEB), openat(WEB, 1), openat(WEB, 2));
        await(() -> engine.status() != null && engine.status().heldEvents() == 2);
        memory("containers", "false");
        source.put(openat(WEB, 3));
        await(() -> outputs.lines.size() == 1);
        memory("containers", "true");
        source.put(openat(WEB, 4));
        await(() -> engine.status().heldEvents() == 3 || outputs.lines.size() == 2);
        containers.settle(WEB, Enrichment.COMPLETE);
        source.wakeup();
        await(() -> outputs.lines.size() == 4);
        List<String> sorted = new ArrayList<>(outputs.lines);
        Collections.sort(sorted);
        assertEquals(List.of("openat 1 id-17/name-17", "openat 2 id-17/name-17", "openat 3 id-17/",
                "openat 4 id-17/name-17"), sorted);
    }

    @Test
    void shouldNotShowALaterSessionWhatWasHeldBeforeItCame() throws Exception {
        serve();
        memory("containers", "true");
        source.put(mkdir(WEB), openat(WEB, 1));
        await(() -> engine.status() != null && engine.status().heldEvents() == 1);
        updateOther("io.tallyman.output~late", "printer", "short", "destination", "shelf", "place", "/late", "containers",
                "true");
        source.put(openat(WEB, 2));
        await(() -> engine.status().heldEvents() == 2);
        containers.settle(WEB, Enrichment.COMPLETE);
        source.wakeup();
        await(() -> outputs.lines.size() == 2 && !shelf.at("/late").isEmpty());
        assertEquals(List.of("openat 2 id-17/name-17"), shelf.at("/late"));
    }

    @Test
    void shouldStopOneWhileAnotherOneHoldsEverythingBack() throws Exception {
        serve();
        memory("when-full", "block", "queue", "128K");
        updateOther("io.tallyman.output~b", "printer", "short", "destination", "shelf", "place", "/b");
        outputs.writes.drainPermits();
        int total = 20_011;
        for (int i = 0; i < total; i++) {
            source.records.add(openat(HOST, i));
        }
        source.wakeup();
        await(() -> engine.sessions().get(0).status().outputs().get(0).queuedBytes() > 100_000);
        TraceSession other = engine.sessions().get(1);
        factory.deleted("io.tallyman.output~b");
        assertEquals(other.status().matched(), other.status().outputs().get(0).delivered());
        outputs.writes.release(1_000_003);
        TraceSession all = engine.sessions().get(0);
        all.stop();
        OutputStatus status = all.status().outputs().get(0);
        assertEquals(total, status.delivered() + status.dropped());
    }

    @Test
    void shouldNameASessionAfterItsConfiguration() {
        assertEquals("all", OutputFactory.name("io.tallyman.output~all"));
        assertEquals("all-2", OutputFactory.name("io.tallyman.output-all-2"));
        assertEquals("4-5", OutputFactory.name("io.tallyman.output.4-5"));
        assertEquals("io.tallyman.output", OutputFactory.name("io.tallyman.output"));
    }
}
