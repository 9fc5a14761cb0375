package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Node;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.engine.early.RateLimit;
import io.tallyman.engine.early.Subscriber;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events beyond a limit are left out and counted, to the last one. */
@Tag("privileged")
@Timeout(240)
class LimitPrivilegedTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final TestCgroups cgroups;
    private final Tracer tracer;

    LimitPrivilegedTest() throws Exception {
        cgroups = new TestCgroups();
        tracer = new Tracer(new SourceOptions(16 << 20, false, false, false, null, Node.NONE).reducing(true, true));
    }

    @AfterEach
    void close() throws Exception {
        tracer.close();
        cgroups.close();
    }

    private static Subscriber subscriber(String event, Map<Integer, Integer> folds, RateLimit... limits) {
        return new Subscriber(Tracer.ids(event),
                List.of(List.of(new Condition.Named(TestCgroups.COMMAND, false, false, false))), Set.of(), folds,
                List.of(limits));
    }

    private Path owner(String name) throws Exception {
        Path cgroup = cgroups.make(name);
        tracer.session.own(TestCgroups.id(cgroup));
        return cgroup;
    }

    private int opened(String path) {
        return tracer.all("openat", one -> path.equals(one.arg("pathname"))).size();
    }

    private Map<Long, Long> limited() {
        Map<Long, Long> limited = new HashMap<>();
        tracer.session.readLimited(limited::put);
        return limited;
    }

    private void end() {
        tracer.session.closeGate();
        tracer.drain();
        assertEquals(tracer.session.emitted(), tracer.delivered + tracer.lost() + tracer.withheld());
    }

    @Test
    void shouldWriteTheBurstAndCountTheRest() throws Exception {
        tracer.subscribe(subscriber("openat", Map.of(), new RateLimit(Tracer.ids("openat", "openat2"), HOUR, 41)));
        TestCgroups.run(cgroups.make("any"), "opens 5003 /tm-limit");
        end();
        long all = tracer.seen.stream().filter(one -> one.name().equals("openat")).count();
        assertEquals(41, all);
        assertTrue(tracer.withheld() >= 5003 - 41, tracer.withheld() + " withheld");
        assertEquals(Map.of(OwnerLosses.HOST, tracer.withheld()), limited());
    }

    /** Under the first limit the next event would be due in hours. */
    @Test
    void shouldForgetTheDebtOfAnEarlierLimit() throws Exception {
        Path one = owner("one");
        tracer.subscribe(subscriber("openat", Map.of(), new RateLimit(new BitSet(), HOUR, 41),
                new RateLimit(Tracer.ids("openat"), HOUR, 43)));
        TestCgroups.run(one, "opens 503 /tm-before");
        tracer.subscribe(subscriber("openat", Map.of(), new RateLimit(new BitSet(), 200_000, 5_000),
                new RateLimit(Tracer.ids("openat"), 200_000, 5_000)));
        TestCgroups.run(one, "opens 307 /tm-after");
        end();
        assertTrue(opened("/tm-before") < 41, opened("/tm-before") + " before");
        assertEquals(307, opened("/tm-after"));
    }

    /** What is beyond the limit of its container takes nothing of the event's. */
    @Test
    void shouldLeaveTheLimitOfAnEventToThoseWhoMayUseIt() throws Exception {
        Path loud = owner("loud");
        Path quiet = owner("quiet");
        tracer.subscribe(subscriber("openat", Map.of(), new RateLimit(new BitSet(), HOUR, 101),
                new RateLimit(Tracer.ids("openat"), HOUR, 211)));
        TestCgroups.run(loud, "opens 5003 /tm-loud");
        TestCgroups.run(quiet, "opens 67 /tm-quiet");
        end();
        assertEquals(67, opened("/tm-quiet"));
        assertTrue(opened("/tm-loud") > 50 && opened("/tm-loud") <= 101, opened("/tm-loud") + " of the loud one");
    }

    /** A service beside containers has a share of the ring, but is no container. */
    @Test
    void shouldLimitOnlyWhatIsAContainerForCertain() throws Exception {
        Path around = cgroups.make("around");
        tracer.session.ownChildren(TestCgroups.id(around));
        Path service = cgroups.makeIn(around, "service");
        Path container = cgroups.makeIn(around, "container");
        tracer.session.own(TestCgroups.id(container));
        tracer.subscribe(subscriber("openat", Map.of(), new RateLimit(new BitSet(), HOUR, 211)));
        TestCgroups.run(service, "opens 1009 /tm-service");
        TestCgroups.run(container, "opens 1013 /tm-container");
        end();
        assertEquals(1009, opened("/tm-service"));
        assertTrue(opened("/tm-container") > 150 && opened("/tm-container") <= 211, opened("/tm-container") + " events");
        assertEquals(Map.of(TestCgroups.id(container), tracer.withheld()), limited());
    }

    /** Each container has a limit of its own, and the host has none. */
    @Test
    void shouldLimitEachContainerByItself() throws Exception {
        Path one = owner("one");
        Path two = owner("two");
        Path inner = cgroups.make("one/inner");
        Path host = cgroups.make("host");
        tracer.subscribe(subscriber("openat", Map.of(), new RateLimit(new BitSet(), HOUR, 211)));
        TestCgroups.run(one, "opens 1009 /tm-one");
        TestCgroups.run(inner, "opens 503 /tm-inner");
        TestCgroups.run(two, "opens 613 /tm-two");
        TestCgroups.run(host, "opens 701 /tm-host");
        end();
        assertEquals(701, opened("/tm-host"));
        assertEquals(0, opened("/tm-inner"));
        Map<Long, Long> limited = limited();
        assertEquals(Set.of(TestCgroups.id(one), TestCgroups.id(two)), limited.keySet());
        assertTrue(opened("/tm-one") > 150 && opened("/tm-one") <= 211, opened("/tm-one") + " of one");
        assertTrue(opened("/tm-two") > 150 && opened("/tm-two") <= 211, opened("/tm-two") + " of two");
        assertEquals(tracer.withheld(), limited.values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void shouldFollowTheRate() throws Exception {
        tracer.subscribe(subscriber("openat", Map.of(),
                new RateLimit(Tracer.ids("openat"), TimeUnit.MILLISECONDS.toNanos(1), 1)));
        long before = System.nanoTime();
        TestCgroups.run(cgroups.make("any"), "opens 200003 /tm-rate");
        end();
        long millis = (System.nanoTime() - before) / 1_000_000;
        long seen = tracer.seen.stream().filter(one -> one.name().equals("openat")).count();
        assertTrue(seen > 3 && seen <= millis + 1, seen + " events in " + millis + " ms");
    }

    /** Equal calls are folded first: they take nothing of the limit. */
    @Test
    void shouldAskTheLimitAfterFolding() throws Exception {
        tracer.subscribe(subscriber("openat", Map.of(Tracer.ids("openat").nextSetBit(0), 600_000),
                new RateLimit(Tracer.ids("openat"), HOUR, 61)));
        TestCgroups.run(cgroups.make("any"), "opens 5003 /tm-folded");
        end();
        assertEquals(5003, tracer.all("openat", one -> "/tm-folded".equals(one.arg("pathname"))).stream()
                .mapToLong(Seen::count).sum());
    }

    /** A call that is beyond the limit is the first of none: otherwise those that follow had no event that came first. */
    @Test
    void shouldCountOnlyForAFirstCallThatWasWritten() throws Exception {
        tracer.subscribe(subscriber("openat", Map.of(Tracer.ids("openat").nextSetBit(0), 600_000),
                new RateLimit(Tracer.ids("openat"), TimeUnit.MICROSECONDS.toNanos(500), 1)));
        TestCgroups.run(cgroups.make("any"), "opens-in-rounds 101 211 /tm-round-");
        end();
        Map<Object, List<Long>> counts = tracer.all("openat",
                one -> ((String) one.arg("pathname")).startsWith("/tm-round-")).stream()
                .collect(Collectors.groupingBy(one -> one.arg("pathname"),
                        Collectors.mapping(Seen::count, Collectors.toList())));
        assertTrue(counts.size() > 3, counts.size() + " paths");
        assertTrue(tracer.session.withheld().stream()
                .anyMatch(each -> each.name().equals("limited") && each.value() > 211), "nothing was limited");
        counts.forEach((path, each) -> assertEquals(1L, each.get(0), path + " " + each));
    }

    /** No subscriber gets less than it asked for because another one asked for less. */
    @Test
    void shouldHoldTheHigherOfTwoLimits() throws Exception {
        tracer.subscribe(subscriber("openat", Map.of(), new RateLimit(Tracer.ids("openat"), HOUR, 61)),
                subscriber("openat", Map.of(), new RateLimit(Tracer.ids("openat"), HOUR / 2, 211)));
        TestCgroups.run(cgroups.make("any"), "opens 5003 /tm-two");
        end();
        assertTrue(opened("/tm-two") > 150 && opened("/tm-two") <= 211, opened("/tm-two") + " events");
    }

    /** There is one limit for an event, whoever wants the event. */
    @Test
    void shouldHoldTheHigherLimitAlsoForWhatOnlyTheOtherSubscriberWants() throws Exception {
        Subscriber other = new Subscriber(Tracer.ids("openat"),
                List.of(List.of(new Condition.Named("tm-nobody", false, false, false))), Set.of(), Map.of(),
                List.of(new RateLimit(Tracer.ids("openat"), HOUR / 2, 211)));
        tracer.subscribe(subscriber("openat", Map.of(), new RateLimit(Tracer.ids("openat"), HOUR, 61)), other);
        TestCgroups.run(cgroups.make("any"), "opens 5003 /tm-alone");
        end();
        assertTrue(opened("/tm-alone") > 150 && opened("/tm-alone") <= 211, opened("/tm-alone") + " events");
    }

    @Test
    void shouldNotLimitWhatAnotherSubscriberWantsOneByOne() throws Exception {
        tracer.subscribe(subscriber("openat", Map.of(), new RateLimit(Tracer.ids("openat"), HOUR, 1)),
                subscriber("openat", Map.of()));
        TestCgroups.run(cgroups.make("any"), "opens 307 /tm-both");
        end();
        assertEquals(307, opened("/tm-both"));
        assertEquals(0, tracer.withheld());
    }
}
