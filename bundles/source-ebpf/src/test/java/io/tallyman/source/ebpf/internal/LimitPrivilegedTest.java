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
        tracer = new Tracer(new SourceOptions(16 << 20, false, false, false, null, Node.NONE, true, true));
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
