package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.filter.Condition;
import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.engine.early.Subscriber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Who loses events if a ring is filled that nobody reads: the loud owner, and nobody else. All that the owners do is counted
 * to the last event.
 */
@Tag("privileged")
@Timeout(240)
class OwnersPrivilegedTest {
    private static final int RING = 16 << 20;
    private static final int LOUD = 50_021;
    private static final int QUIET = 601;

    private final TestCgroups cgroups;
    private final Tracer tracer;
    private Map<String, Integer> opens;

    OwnersPrivilegedTest() throws Exception {
        cgroups = new TestCgroups();
        tracer = new Tracer(RING, false);
        // what others do on this machine is not wanted
        tracer.subscribe(new Subscriber(Tracer.ids("openat"),
                List.of(List.of(new Condition.Named(TestCgroups.COMMAND, false, false, false)))));
    }

    @AfterEach
    void close() throws Exception {
        tracer.close();
        cgroups.close();
    }

    private Path owner(String name) throws Exception {
        Path cgroup = cgroups.make(name);
        tracer.session.own(TestCgroups.id(cgroup));
        return cgroup;
    }

    private static long id(Path cgroup) {
        try {
            return TestCgroups.id(cgroup);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void open(Path cgroup, int count, String mark) throws Exception {
        TestCgroups.run(cgroup, "opens " + count + " /tm-" + mark);
    }

    /** Reads all that is in the ring, and returns how many files of a mark were opened. */
    private int opened(String mark) {
        if (opens == null) {
            tracer.drain();
            opens = new HashMap<>();
            tracer.all("openat", one -> true).forEach(one -> opens.merge((String) one.arg("pathname"), 1, Integer::sum));
        }
        return opens.getOrDefault("/tm-" + mark, 0);
    }

    private record Loss(long events, long bytes, long first, long last) {
    }

    private Map<Long, Loss> losses() {
        Map<Long, Loss> losses = new HashMap<>();
        tracer.session.read((owner, events, bytes, first, last) ->
                assertEquals(null, losses.put(owner, new Loss(events, bytes, first, last)), "told twice"));
        return losses;
    }

    private long lost(Path cgroup) throws Exception {
        Loss loss = losses().get(TestCgroups.id(cgroup));
        return loss == null ? 0 : loss.events();
    }

    /** What is counted by reason and what is counted by owner is the same, and nothing else is missing. */
    private void checkSums() {
        tracer.session.closeGate();
        tracer.drain();
        long ring = tracer.session.losses().stream().filter(loss -> loss.name().startsWith("ring_"))
                .mapToLong(LossCounter::value).sum();
        assertEquals(ring, losses().values().stream().mapToLong(Loss::events).sum());
        assertEquals(tracer.session.emitted(), tracer.delivered + tracer.lost());
    }

    @Test
    void shouldLoseEventsOfTheLoudOwnerAlone() throws Exception {
        Path loud = owner("loud");
        Path quiet = owner("quiet");
        long before = tracer.session.clock().now();
        open(loud, LOUD, "loud");
        open(quiet, QUIET, "quiet");
        long after = tracer.session.clock().now();
        assertEquals(QUIET, opened("quiet"));
        assertTrue(opened("loud") > 5_000, opened("loud") + " opens of the loud owner");
        Loss loss = losses().get(TestCgroups.id(loud));
        assertEquals(LOUD - opened("loud"), loss.events());
        assertTrue(loss.bytes() > 160 * loss.events(), loss.toString());
        assertTrue(before <= loss.first() && loss.first() < loss.last() && loss.last() <= after, loss.toString());
        assertEquals(0, lost(quiet));
        checkSums();
    }

    /** Twice in a row, with a reader in between: the counting starts anew once a part of the ring has been read. */
    @Test
    void shouldGiveTheLoudOwnerItsShareAgainOnceTheRingWasRead() throws Exception {
        Path loud = owner("loud");
        open(loud, LOUD, "first");
        int first = opened("first");
        opens = null;
        open(loud, LOUD, "second");
        int second = opened("second");
        assertTrue(second > first * 9 / 10, first + " opens, then " + second);
        assertEquals(2 * LOUD - first - second, lost(loud));
        checkSums();
    }

    @Test
    void shouldFindRoomForAQuietOwnerBesideManyLoudOnes() throws Exception {
        List<Path> loud = new ArrayList<>();
        for (int i = 0; i < 43; i++) {
            loud.add(owner("loud" + i));
        }
        Path quiet = owner("quiet");
        for (Path each : loud) {
            open(each, 40_009, "loud");
        }
        open(quiet, 101, "quiet");
        assertEquals(101, opened("quiet"));
        long lost = 0;
        for (Path each : loud) {
            lost += lost(each);
        }
        assertEquals(43 * 40_009 - opened("loud"), lost);
        checkSums();
    }

    /** Nobody has marked the cgroup of the loud one. */
    @Test
    void shouldCountWhatIsInNoContainerAsTheHosts() throws Exception {
        Path quiet = owner("quiet");
        Path loud = cgroups.make("loud");
        open(cgroups.makeIn(loud, "inner"), LOUD, "loud");
        open(quiet, QUIET, "quiet");
        assertEquals(QUIET, opened("quiet"));
        assertEquals(LOUD - opened("loud"), losses().get(OwnerLosses.HOST).events());
        assertEquals(1, losses().size());
        checkSums();
    }

    /** Some of the cgroups were there before the container was marked, some come later: all are the container's. */
    @Test
    void shouldCountCgroupsInsideAContainerAsThatContainer() throws Exception {
        Path loud = cgroups.make("loud");
        Path before = cgroups.makeIn(cgroups.makeIn(loud, "before"), "deep");
        open(before, 7, "before");
        tracer.session.own(TestCgroups.id(loud));
        Path quiet = owner("quiet");
        for (int i = 0; i < 101; i++) {
            open(i == 0 ? before : cgroups.makeIn(loud, "bomb" + i), 1_009, "loud");
        }
        open(quiet, QUIET, "quiet");
        assertEquals(QUIET, opened("quiet"));
        assertEquals(7, opened("before"));
        assertTrue(lost(loud) > 50_000, lost(loud) + " lost");
        // the helper opens its libraries, too, as often in each cgroup
        long libraries = tracer.all("openat", one -> one.cgroup() == id(quiet)).size() - QUIET;
        long seen = tracer.all("openat", one -> one.cgroup() != id(quiet)).size();
        assertEquals(102 * libraries + 7 + 101 * 1_009, seen + lost(loud));
        assertEquals(1, losses().size());
        checkSums();
    }

    /** Deeper than the programs go up, and what they have found does not hold any more. */
    @Test
    void shouldCountTheDeepestCgroupAsTheContainers() throws Exception {
        Path loud = owner("loud");
        Path deepest = loud;
        for (int i = 0; i < 41; i++) {
            deepest = cgroups.makeIn(deepest, "d");
        }
        Path quiet = owner("quiet");
        open(deepest, LOUD, "loud");
        open(quiet, QUIET, "quiet");
        assertEquals(QUIET, opened("quiet"));
        assertEquals(LOUD - opened("loud"), lost(loud));
        assertEquals(1, losses().size());
        checkSums();
    }

    /** Before user space has heard of the new containers. */
    @Test
    void shouldMakeChildrenOwnersFromTheirFirstMoment() throws Exception {
        Path pod = cgroups.make("pod");
        Path there = cgroups.makeIn(pod, "there");
        tracer.session.ownChildren(TestCgroups.id(pod));
        Path loud = cgroups.makeIn(pod, "loud");
        Path inner = cgroups.makeIn(loud, "inner");
        open(inner, LOUD, "loud");
        open(there, LOUD, "there");
        open(cgroups.makeIn(pod, "quiet"), QUIET, "quiet");
        assertEquals(QUIET, opened("quiet"));
        assertEquals(LOUD - opened("loud"), lost(loud));
        assertEquals(LOUD - opened("there"), lost(there));
        assertEquals(2, losses().size());
        checkSums();
    }

    @Test
    void shouldGiveTheCgroupsBackToTheOwnerAround() throws Exception {
        Path outer = owner("outer");
        Path inner = cgroups.makeIn(outer, "inner");
        tracer.session.own(TestCgroups.id(inner));
        open(inner, LOUD, "inner");
        tracer.session.disown(TestCgroups.id(inner));
        open(inner, 1_009, "outer");
        assertEquals(LOUD - opened("inner"), lost(inner));
        assertEquals(1_009 - opened("outer"), lost(outer));
        checkSums();
    }

    @Test
    void shouldStillTellOfAnOwnerThatIsGone() throws Exception {
        Path loud = owner("loud");
        long id = TestCgroups.id(loud);
        open(loud, LOUD, "loud");
        cgroups.remove(loud);
        tracer.drain();
        for (int i = 0; i < 3; i++) {
            assertEquals(LOUD - opened("loud"), losses().get(id).events());
        }
        checkSums();
        Map<Long, Loss> last = losses();
        tracer.close();
        assertEquals(last, losses());
    }

    /** A container that makes cgroups at full speed does not take the room of the cgroup records of others. */
    @Test
    void shouldRefuseCgroupRecordsOfTheOwnerThatMakesTooManyAlone() throws Exception {
        Path loud = owner("loud");
        Path quiet = owner("quiet");
        TestCgroups.run(loud, "directories 30011 " + loud + "/d");
        TestCgroups.run(quiet, "directories 101 " + quiet + "/d");
        tracer.drain();
        assertEquals(202, tracer.seen.stream().filter(one -> one.type().name().startsWith("cgroup_")
                && ((String) one.arg("cgroup_path")).endsWith("-quiet/d")).count());
        long seen = tracer.seen.stream().filter(one -> one.type().name().startsWith("cgroup_")
                && ((String) one.arg("cgroup_path")).endsWith("-loud/d")).count();
        assertTrue(lost(loud) > 10_000, lost(loud) + " lost");
        assertEquals(2 * 30_011 - seen, lost(loud));
        assertTrue(tracer.session.lostCgroupRecords() >= lost(loud));
        checkSums();
    }
}
