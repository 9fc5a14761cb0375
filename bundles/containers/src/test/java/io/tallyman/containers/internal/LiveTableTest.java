package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.source.LossCounter;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.internal.attribution.KnownContainers;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.cgroups.CgroupScan;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.support.FakeRuntime;
import io.tallyman.containers.internal.support.FakeRuntimes;
import io.tallyman.containers.internal.support.FakeSource;
import io.tallyman.containers.internal.support.ListenerLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveTableTest {
    private static final Origin DOCKER = new Origin("docker", Authority.MACHINE);
    private static final long OWN = 3;
    private static final Origin CONTAINERD = new Origin("containerd", Authority.MACHINE);
    private static final String ONE = "/docker/" + id(1);

    private final FakeSource source = new FakeSource(Path.of("/nowhere"));
    private final FakeRuntimes runtimes = new FakeRuntimes();
    private final Inbox inbox = new Inbox(source::wakeup);
    private final ListenerLog heard = new ListenerLog();
    private List<CgroupScan.Found> there = new ArrayList<>();
    private long now = 7_000_000_000_007L;

    private LiveTable table(boolean names, int limit) {
        return table(names, limit, false);
    }

    private LiveTable table(boolean names, int limit, boolean nested) {
        runtimes.present = List.of(FakeRuntime.docker(), FakeRuntime.containerd());
        LiveTable table = new LiveTable(source, runtimes, inbox,
                new ContainerOptions(Duration.ofMillis(2_003), Duration.ofSeconds(61), limit, nested), new AtomicLong(),
                Object::new, () -> there, OWN, () -> now, () -> { });
        if (names) {
            table.enrich(Metadata.NAME);
            table.advance(now, heard);
            heard.take();
        }
        return table;
    }

    private LiveTable connected() {
        return connected(false);
    }

    private LiveTable connected(boolean nested) {
        runtimes.connected("docker", 1);
        runtimes.connected("containerd", 2);
        return table(true, 4_096, nested);
    }

    private void tell(Origin origin, ContainerFragment... fragments) {
        inbox.tell(new Message.Told(origin, List.of(fragments)));
    }

    private void pass(LiveTable table, long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        table.advance(now, heard);
    }

    private static ContainerFragment web(long number) {
        return ContainerFragment.of(id(number)).name("web" + number).image("bb:1").build();
    }

    private static long count(LiveTable table, String counter) {
        return table.failures().stream().filter(c -> c.name().equals(counter)).mapToLong(LossCounter::value).sum();
    }

    @Test
    void namesContainerAtOnceWhenItsRuntimeHasToldOfItBefore() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);

        table.created(41, ONE, 0, heard);

        assertEquals(List.of("appeared COMPLETE web1"), heard.take());
        ContainerState state = table.find(41);
        assertFalse(state.isWaiting());
        assertEquals("docker", state.container().runtime());
        assertEquals(41, state.container().cgroupId());
        assertFalse(state.container().existed());
    }

    @Test
    void namesShortLivedContainerWhoseAnswerComesAfterItsRemoval() {
        LiveTable table = connected();
        table.created(41, ONE, 0, heard);
        ContainerState state = table.find(41);
        assertTrue(state.isWaiting());
        table.removed(41, heard);
        assertEquals(List.of("appeared PENDING ", "vanished PENDING "), heard.take());

        runtimes.answer(web(1));
        pass(table, 3);

        assertEquals(List.of("settled COMPLETE web1"), heard.take());
        assertSame(state, table.find(41));
        assertEquals(0, table.live());
        assertEquals(1, table.remembered());
    }

    @Test
    void asksAgainAfterGrowingPausesUntilTheDeadline() {
        LiveTable table = connected();
        long began = now;
        table.created(41, ONE, 0, heard);
        List<Long> askedAt = new ArrayList<>();
        while (now - began < 2_003_000_000L) {
            if (runtimes.questions.stream().anyMatch(question -> !question.full())) {
                askedAt.add((now - began) / 1_000_000);
                runtimes.answer(null);
            }
            runtimes.questions.clear();
            table.advance(now, heard);
            now += Math.max(1, table.nanosToNextDeadline(now));
            table.advance(now, heard);
        }

        assertEquals(List.of(0L, 2L, 6L, 14L, 30L, 62L, 126L, 254L, 504L, 754L, 1004L, 1254L, 1504L, 1754L), askedAt);
        assertEquals("settled PENDING ", heard.take().get(1));
        assertEquals("not known to docker", table.find(41).container().reason());
        assertEquals(1, count(table, "enrich_docker_not_known"));
    }

    /** Its runtime has listed those that were there: ten thousand others must not keep it busy for minutes. */
    @Test
    void asksSeldomForOneThatWasThereBeforeAndIsDenied() {
        there.add(new CgroupScan.Found(41, ONE, 0));
        runtimes.connected("docker", 1);
        LiveTable table = table(true, 4_096);
        long began = now;
        List<Long> askedAt = new ArrayList<>();
        int full = 0;
        while (now - began < 600_000_000_000L) {
            table.advance(now, heard);
            for (Question asked : List.copyOf(runtimes.questions)) {
                runtimes.questions.remove(asked);
                asked.answer(DOCKER, null);
                full += asked.full() ? 1 : 0;
                if (!asked.full()) {
                    askedAt.add((now - began) / 1_000_000);
                }
            }
            now += Math.max(1, Math.min(table.nanosToNextDeadline(now), 1_000_000_000L));
        }

        assertEquals(List.of(0L, 2L, 6L, 1_006L, 3_006L, 7_006L), askedAt);
        assertEquals(1, full);
        assertEquals("not known to docker", table.find(41).container().reason());
    }

    @Test
    void stopsWaitingAtTheDeadlineAndTakesTheAnswerLater() {
        LiveTable table = connected();
        table.created(41, ONE, 0, heard);
        pass(table, 2_002);
        assertTrue(table.find(41).isWaiting());
        pass(table, 1);

        assertEquals(List.of("appeared PENDING ", "settled PENDING "), heard.take());
        assertEquals("no answer from docker within 2003 ms", table.find(41).container().reason());
        assertEquals(1, count(table, "enrich_docker_no_answer"));

        runtimes.answer(web(1));
        pass(table, 1);
        assertEquals(List.of(), heard.take());
        assertEquals(Enrichment.COMPLETE, table.find(41).container().enrichment());
        assertEquals("web1", table.find(41).container().name());
    }

    @Test
    void tellsOfAnUnsureContainerOnlyOnceItsRuntimeHasConfirmedIt() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        table.created(42, "/default/c1/child", 0, heard);
        assertEquals(List.of(), heard.take());
        assertNull(table.find(42).container());
        assertTrue(table.find(42).isWaiting());

        runtimes.answer(ContainerFragment.of("c1").name("c1").image("bb:1").build());
        pass(table, 1);

        assertEquals(List.of("appeared COMPLETE c1", "settled COMPLETE c1"), heard.take());
        assertSame(table.find(41), table.find(42));
        assertEquals("containerd", table.find(42).container().runtime());
    }

    @Test
    void leavesToTheHostWhatNobodyConfirmsAfterEightQuestions() {
        LiveTable table = connected();
        table.created(41, "/system/cron", 0, heard);
        table.created(42, "/system/cron/child", 0, heard);
        for (int i = 0; i < 8; i++) {
            assertTrue(table.find(41).isWaiting());
            runtimes.answer(null);
            pass(table, 0);
            pass(table, 2 << i);
        }
        assertEquals(List.of("settled host"), heard.take());
        assertSame(table.host(), table.find(41));
        assertSame(table.host(), table.find(42));
        assertEquals(List.of(), runtimes.questions);

        tell(CONTAINERD, ContainerFragment.of("cron").name("cron").image("bb:1").build());
        pass(table, 0);
        assertEquals(List.of("appeared COMPLETE cron", "settled COMPLETE cron"), heard.take());
        assertSame(table.find(41), table.find(42));
    }

    @Test
    void keepsAnUnsureContainerOfWhichNobodyHasSaidThatItIsNone() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        pass(table, 2_002);
        assertTrue(table.find(41).isWaiting());
        pass(table, 1);

        assertEquals(List.of("appeared PENDING ", "settled PENDING "), heard.take());
        assertEquals("c1", table.find(41).container().id());
        assertEquals("no answer from containerd within 2003 ms", table.find(41).container().reason());
        assertEquals(1, count(table, "enrich_containerd_no_answer"));

        runtimes.answer(ContainerFragment.of("c1").name("c1").image("bb:1").build());
        pass(table, 1);
        assertEquals(Enrichment.COMPLETE, table.find(41).container().enrichment());
    }

    @Test
    void keepsAnUnsureContainerWhoseRuntimeIsAwayAndNamesItWhenThatIsBack() {
        LiveTable table = connected();
        runtimes.reach.put("containerd", new Reachability(Reachability.State.ABSENT, "", 2));
        table.created(41, "/default/c1", 0, heard);
        runtimes.looks++;
        pass(table, 250);
        assertEquals(List.of(), heard.take(), "it may only be restarting");
        pass(table, 2_003 - 250);
        assertEquals(List.of("appeared FAILED ", "settled FAILED "), heard.take());
        assertEquals("no socket of containerd", table.find(41).container().reason());

        runtimes.connected("containerd", 3);
        inbox.reply(new Message.Changed());
        pass(table, 0);
        runtimes.answer(ContainerFragment.of("c1").name("c1").image("bb:1").build());
        pass(table, 0);
        assertEquals("c1", table.find(41).container().name());
    }

    @Test
    void looksForAnotherDaemonOnceWhenThoseThatAreThereDenyAContainer() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        assertEquals(0, runtimes.hurries);
        for (int i = 0; i < 3; i++) {
            runtimes.answer(null);
            pass(table, 0);
            assertEquals(1, runtimes.hurries);
            pass(table, 20);
        }
    }

    @Test
    void keepsWhatWasGoneBeforeAnybodyWasThereToDenyIt() {
        runtimes.reach.put("containerd", new Reachability(Reachability.State.TRYING, "", 0));
        LiveTable table = table(true, 4_096);
        table.created(41, "/default/c1", 0, heard);
        pass(table, 250);
        table.removed(41, heard);
        runtimes.connected("containerd", 3);
        inbox.reply(new Message.Changed());
        for (int i = 0; i < 2_003; i += 50) {
            pass(table, 50);
            runtimes.questions.stream().filter(question -> !question.full()).toList()
                    .forEach(question -> runtimes.answer(null));
        }
        pass(table, 0);
        assertEquals(List.of("appeared PENDING ", "settled PENDING ", "vanished PENDING "), heard.take());
        assertEquals("not known to containerd", table.find(41).container().reason());
    }

    @Test
    void leavesToTheHostWhatLooksLikeAContainerOfARuntimeThatWasNeverThere() {
        runtimes.connected("docker", 1);
        LiveTable table = table(true, 4_096);
        table.created(41, "/default/c1", 0, heard);
        runtimes.looks++;
        pass(table, 250);
        assertEquals(List.of("settled host"), heard.take());
        assertSame(table.host(), table.find(41));
    }

    @Test
    void leavesToTheHostWhatWasDeniedOnceAndNotConfirmedInTime() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        runtimes.answer(null);
        pass(table, 2);
        pass(table, 2_001);
        assertEquals(List.of("settled host"), heard.take());
    }

    @Test
    void confirmsAnUnsureContainerThatIsGoneAlready() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        table.removed(41, heard);
        assertEquals(List.of(), heard.take());
        runtimes.answer(ContainerFragment.of("c1").name("c1").image("bb:1").build());
        pass(table, 1);
        assertEquals(List.of("appeared COMPLETE c1", "settled COMPLETE c1", "vanished COMPLETE c1"), heard.take());
    }

    @Test
    void doesNotTakeTheAnswerForAnotherId() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        runtimes.answer(ContainerFragment.of("c1-and-more").name("x").image("y").build());
        pass(table, 0);
        assertNull(table.find(41).container());
    }

    @Test
    void keepsTheContainerThroughComingAndGoingOfItsChildren() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        ContainerState state = table.find(41);
        table.created(42, ONE + "/init.scope", 0, heard);
        table.created(43, ONE + "/init.scope/deeper", 0, heard);
        assertSame(state, table.find(42));
        assertSame(state, table.find(43));
        table.removed(43, heard);
        table.removed(42, heard);
        pass(table, 61_001);

        assertEquals(List.of("appeared COMPLETE web1"), heard.take());
        assertSame(state, table.find(41));
        assertEquals("web1", table.find(41).container().name());
        assertEquals(1, table.live());
    }

    @Test
    void givesNestedContainersTheIdsAroundThem() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(42, ONE + "/docker", 0, heard);
        table.created(43, ONE + "/docker/" + id(3), 0, heard);
        table.created(44, ONE + "/docker/" + id(3) + "/docker/" + id(4), 0, heard);

        assertSame(table.find(41), table.find(42));
        assertEquals(List.of(id(1)), table.find(43).container().parents());
        assertEquals(List.of(id(1), id(3)), table.find(44).container().parents());
        assertEquals(id(4), table.find(44).container().id());
    }

    @Test
    void makesACgroupAContainerOnceARuntimeDeclaresIt() {
        LiveTable table = connected();
        table.created(40, "/batch", 0, heard);
        table.created(41, "/batch/night", 0, heard);
        table.created(42, "/batch/night/child", 0, heard);
        table.created(43, "/batch/night/child/docker/" + id(3), 0, heard);
        heard.take();

        tell(DOCKER, ContainerFragment.of(id(9)).name("job").image("bb:1").cgroupPath("/batch").build());
        pass(table, 0);
        assertSame(table.host(), table.find(40), "what has another container in it is not believed");

        tell(DOCKER, ContainerFragment.of(id(8)).name("job").image("bb:1").cgroupPath("/batch/" + id(8)).build());
        pass(table, 0);
        table.created(48, "/batch/" + id(8), 0, heard);
        table.created(49, "/batch/" + id(8) + "/x", 0, heard);
        assertEquals(id(8), table.find(48).container().id());
        assertSame(table.find(48), table.find(49));
    }

    @Test
    void takesOverTheCgroupsBelowAContainerThatIsRecognisedLate() {
        LiveTable table = connected();
        table.created(41, "/batch/jobs/job-" + id(5), 0, heard);
        table.created(42, "/batch/jobs/job-" + id(5) + "/child", 0, heard);
        assertSame(table.host(), table.find(42));
        tell(DOCKER, web(5));
        pass(table, 0);
        assertEquals(List.of("appeared COMPLETE web5", "settled COMPLETE web5"), heard.take());
        assertSame(table.find(41), table.find(42));
        assertEquals("web5", table.find(42).container().name());
    }

    @Test
    void remembersRemovedContainersForTheGracePeriodOnly() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        ContainerState state = table.find(41);
        table.removed(41, heard);
        pass(table, 61_000);
        assertSame(state, table.find(41));
        pass(table, 1);
        assertNotSame(state, table.find(41));
        assertEquals(0, table.remembered());
    }

    @Test
    void comesBackToTheSameSizeAfterTenThousandContainers() {
        runtimes.connected("docker", 1);
        LiveTable table = table(true, 503);
        int first = 0;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_007; i++) {
                long cgroup = 1_000 + round * 100_000L + i;
                table.created(cgroup, "/docker/" + id(cgroup), 0, heard);
                table.created(cgroup + 50_000, "/docker/" + id(cgroup) + "/child", 0, heard);
                if (i % 3 == 0) {
                    tell(DOCKER, web(cgroup));
                }
                table.removed(cgroup + 50_000, heard);
                table.removed(cgroup, heard);
                inbox.tell(new Message.Dropped(DOCKER, id(cgroup)));
                runtimes.questions.forEach(question -> question.answer(DOCKER, null));
                runtimes.questions.clear();
                pass(table, 1);
                heard.take();
            }
            assertEquals(503, table.remembered());
            assertEquals(0, table.live());
            assertEquals(0, table.containers().size());
            assertTrue(round == 0 || table.held() <= first * 1.01, first + " grew to " + table.held());
            first = table.held();
        }
        pass(table, 100_000);
        runtimes.questions.clear();
        pass(table, 100_000);
        assertEquals(0, table.remembered());
        assertTrue(table.held() <= KnownContainers.MOST_UNCLAIMED, "holds " + table.held());
    }

    @Test
    void givesAReusedCgroupIdToTheNewContainer() {
        LiveTable table = connected();
        tell(DOCKER, web(1), web(2));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.removed(41, heard);
        table.created(41, "/docker/" + id(2), 0, heard);
        assertEquals("web2", table.find(41).container().name());
        pass(table, 61_001);
        assertEquals("web2", table.find(41).container().name(), "forgetting the former must not take the new one");
    }

    @Test
    void replacesACgroupWhoseRemovalWasLost() {
        LiveTable table = connected();
        tell(DOCKER, web(1), web(2));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(41, "/docker/" + id(2), 0, heard);
        assertEquals(List.of("appeared COMPLETE web1", "vanished COMPLETE web1", "appeared COMPLETE web2"),
                heard.take());
    }

    @Test
    void failsWithoutASocketOnceALookHasFoundNoneAndNamesItWhenTheRuntimeComes() {
        LiveTable table = table(true, 4_096);
        table.created(41, ONE, 0, heard);
        assertEquals(1, runtimes.hurries);
        pass(table, 5);
        assertTrue(table.find(41).isWaiting());
        runtimes.looks++;
        pass(table, 50);
        assertEquals(List.of("appeared PENDING ", "settled FAILED "), heard.take());
        assertEquals("no socket of docker", table.find(41).container().reason());
        assertEquals(1, count(table, "enrich_docker_no_socket"));

        runtimes.connected("docker", 3);
        inbox.reply(new Message.Changed());
        pass(table, 0);
        assertTrue(table.find(41).isWaiting(), "events wait again: the answer is near");
        runtimes.answer(web(1));
        pass(table, 0);
        assertEquals("web1", table.find(41).container().name());
        assertEquals(List.of("settled COMPLETE web1"), heard.take());
    }

    @Test
    void waitsOnceMoreAndNotLongerWhenARuntimeIsBackAndDoesNotAnswer() {
        runtimes.reach.put("docker", new Reachability(Reachability.State.TRYING, "", 0));
        LiveTable table = table(true, 4_096);
        table.created(41, ONE, 0, heard);
        pass(table, 2_003);
        assertFalse(table.find(41).isWaiting());
        for (int i = 1; i <= 3; i++) {
            runtimes.connected("docker", i);
            inbox.reply(new Message.Changed());
            pass(table, 0);
            assertTrue(table.find(41).isWaiting());
            pass(table, 500);
        }
        pass(table, 503);
        assertFalse(table.find(41).isWaiting(), "a runtime that comes and goes holds nothing for longer");
        assertEquals(1, count(table, "enrich_docker_unreachable") + count(table, "enrich_docker_no_answer"));
    }

    @Test
    void waitsAgainFromWhenASocketIsThereUntilItAnswersAndNotForEver() {
        LiveTable table = table(true, 4_096);
        table.created(41, ONE, 0, heard);
        table.created(43, "/docker/" + id(2), 0, heard);
        runtimes.looks++;
        pass(table, 50);
        assertFalse(table.find(41).isWaiting());

        runtimes.reach.put("docker", new Reachability(Reachability.State.TRYING, "", 0));
        inbox.reply(new Message.Changed());
        pass(table, 0);
        assertTrue(table.find(41).isWaiting(), "its runtime is back, and connected to in a moment");
        runtimes.connected("docker", 3);
        pass(table, 250);
        runtimes.answer(web(1));
        pass(table, 0);
        assertEquals("web1", table.find(41).container().name());

        runtimes.reach.put("docker", new Reachability(Reachability.State.TRYING, "", 3));
        for (int i = 0; i < 3; i++) {
            inbox.reply(new Message.Changed());
            pass(table, 1_000);
        }
        assertFalse(table.find(43).isWaiting());
        assertEquals("docker not reachable", table.find(43).container().reason());
    }

    @Test
    void failsWithTheReasonWhenTheSocketIsThereAndDoesNotAnswer() {
        runtimes.reach.put("docker", new Reachability(Reachability.State.TRYING, "connection refused", 0));
        LiveTable table = table(true, 4_096);
        table.created(41, ONE, 0, heard);
        pass(table, 2_002);
        assertTrue(table.find(41).isWaiting());
        pass(table, 1);
        assertEquals(Enrichment.FAILED, table.find(41).container().enrichment());
        assertEquals("docker not reachable: connection refused", table.find(41).container().reason());
        assertEquals(1, count(table, "enrich_docker_unreachable"));
    }

    @Test
    void namesContainersThatStartedWhileTheRuntimeWasAwayFromItsList() {
        runtimes.reach.put("docker", new Reachability(Reachability.State.TRYING, "", 0));
        LiveTable table = table(true, 4_096);
        for (int i = 1; i <= 17; i++) {
            table.created(40 + i, "/docker/" + id(i), 0, heard);
        }
        pass(table, 5_000);
        ContainerFragment[] all = new ContainerFragment[17];
        for (int i = 1; i <= 17; i++) {
            all[i - 1] = web(i);
        }
        tell(DOCKER, all);
        pass(table, 0);
        assertEquals(17, table.containers().stream().filter(c -> c.enrichment() == Enrichment.COMPLETE).count());
    }

    @Test
    void marksContainersOfABundleThatWasTakenOutAndNamesThemWhenItIsBack() {
        runtimes.connected("docker", 1);
        LiveTable table = table(true, 4_096);
        runtimes.present = List.of(FakeRuntime.containerd());
        runtimes.missesSome = true;
        inbox.reply(new Message.Changed());
        pass(table, 0);
        table.created(41, ONE, 0, heard);
        assertTrue(table.find(41).isWaiting());
        for (int i = 0; i < 8; i++) {
            pass(table, 100);
        }
        assertEquals("no runtime", table.find(41).container().reason());
        assertEquals(Enrichment.FAILED, table.find(41).container().enrichment());

        runtimes.present = List.of(FakeRuntime.docker(), FakeRuntime.containerd());
        runtimes.missesSome = false;
        runtimes.connected("docker", 2);
        inbox.reply(new Message.Changed());
        pass(table, 0);
        runtimes.answer(web(1));
        pass(table, 0);
        assertEquals("web1", table.find(41).container().name());
        assertEquals("docker", table.find(41).container().runtime());
    }

    @Test
    void namesNothingUnlessAskedTo() {
        runtimes.connected("docker", 1);
        LiveTable table = table(false, 4_096);
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        assertEquals(List.of("appeared NONE "), heard.take());
        assertEquals("", table.find(41).container().image());
        table.created(42, "/docker/" + id(2), 0, heard);
        assertFalse(table.find(42).isWaiting());
        assertEquals(List.of(), runtimes.questions);

        table.enrich(Metadata.NAME);
        table.advance(now, heard);
        assertEquals("web1", table.find(41).container().name());
        assertTrue(table.find(42).isWaiting());
        runtimes.answer(web(2));
        pass(table, 0);
        assertEquals("web2", table.find(42).container().name());
    }

    @Test
    void reportsWhatWasThereBeforeOnceAndTellsItFromWhatCameMeanwhile() {
        there.add(new CgroupScan.Found(1, "/", 0));
        there.add(new CgroupScan.Found(40, "/docker", 0));
        there.add(new CgroupScan.Found(41, ONE, 0));
        there.add(new CgroupScan.Found(42, "/docker/" + id(2), 0));
        runtimes.connected("docker", 1);
        LiveTable table = table(false, 4_096);
        assertTrue(table.find(41).isWaiting());
        table.created(42, "/docker/" + id(2), 0, heard);
        assertEquals(List.of(), heard.take());

        assertEquals(0, table.nanosToNextDeadline(now));
        table.advance(now, heard);
        table.advance(now, heard);

        assertEquals(4, heard.take().size());
        assertTrue(table.find(41).container().existed());
        assertFalse(table.find(42).container().existed());
        assertSame(table.host(), table.find(1));
        assertEquals(2, table.live());
    }

    @Test
    void tellsThatAContainerWasThereBeforeAlsoWhenItIsRecognisedLate() {
        there.add(new CgroupScan.Found(41, "/default/c1", 0));
        LiveTable table = table(true, 4_096);
        table.created(42, "/default/c2", 0, heard);
        runtimes.looks++;
        pass(table, 250);
        assertSame(table.host(), table.find(41));

        tell(CONTAINERD, ContainerFragment.of("c1").name("c1").image("bb:1").build(),
                ContainerFragment.of("c2").name("c2").image("bb:1").build());
        pass(table, 0);
        assertTrue(table.find(41).container().existed());
        assertFalse(table.find(42).container().existed());
    }

    @Test
    void asksTheSourceOnceForAnIdWhoseCreationWasLost() {
        LiveTable table = connected();
        source.paths.put(41L, ONE);
        ContainerState state = table.find(41);
        assertTrue(state.isWaiting());
        assertSame(state, table.find(41));
        assertEquals(1, source.pathsAsked);
        tell(DOCKER, web(1));
        pass(table, 0);
        assertEquals(List.of("appeared COMPLETE web1", "settled COMPLETE web1"), heard.take());
        assertSame(table.host(), table.find(0));
    }

    @Test
    void readsAllCgroupsAgainForAnIdThatTheSourceDoesNotKnow() throws InterruptedException {
        LiveTable table = connected();
        ContainerState found = table.find(41);
        ContainerState lost = table.find(99);
        assertTrue(found.isWaiting() && lost.isWaiting());
        there = List.of(new CgroupScan.Found(41, ONE, 0), new CgroupScan.Found(77, "/docker/" + id(7), 0));
        tell(DOCKER, web(1));
        pass(table, 0);
        table.removed(77, heard);
        for (long end = System.nanoTime() + 5_000_000_000L; found.isWaiting() && System.nanoTime() < end;) {
            Thread.onSpinWait();
            table.advance(now, heard);
        }
        assertEquals("web1", found.container().name());
        assertEquals("web1", table.find(41).container().name());
        assertFalse(lost.isWaiting());
        assertNull(lost.container());
        assertSame(lost, table.find(99));
        assertEquals(2, source.pathsAsked);
        assertEquals(1, count(table, "cgroup_unknown"));
        assertEquals(1, table.live(), "what was removed while it was read does not come back");
    }

    @Test
    void doesNotNameASecondCgroupThatBearsTheSameId() {
        LiveTable table = connected();
        tell(DOCKER, web(1), web(2));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(42, "/docker/" + id(2), 0, heard);
        table.created(43, "/docker/" + id(2) + "/docker/" + id(1), 0, heard);
        assertEquals("", table.find(43).container().name());
        assertEquals(List.of(id(2)), table.find(43).container().parents());
    }

    @Test
    void believesAUsersDaemonForTheUsersOwnCgroupsOnly() {
        LiveTable table = connected();
        Origin user = new Origin("docker", Authority.ofUser(1007));
        tell(user, web(1), ContainerFragment.of(id(2)).name("evil").image("x").cgroupPath("/system/ssh").build(), web(3));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(42, "/system/ssh", 0, heard);
        table.created(43, "/user.slice/user-1007.slice/user@1007.service/docker/" + id(3), 0, heard);
        assertEquals("", table.find(41).container().name());
        assertNull(table.find(42).container());
        assertEquals("web3", table.find(43).container().name());
    }

    @Test
    void tellsTwoContainersWithOneChosenIdApart() {
        LiveTable table = connected();
        tell(CONTAINERD, ContainerFragment.of("c1").name("c1").image("old:1").cgroupPath("/default/c1").build(),
                ContainerFragment.of("c1").name("c1").image("other:1").cgroupPath("/k3s/c1").build());
        table.advance(now, heard);
        table.created(41, "/default/c1", 0, heard);
        table.created(42, "/k3s/c1", 0, heard);
        assertEquals("old:1", table.find(41).container().image());
        assertEquals("other:1", table.find(42).container().image());

        table.removed(41, heard);
        inbox.tell(new Message.Dropped(CONTAINERD, "c1"));
        tell(CONTAINERD, ContainerFragment.of("c1").name("c1").image("new:1").cgroupPath("/default/c1").build());
        table.advance(now, heard);
        table.created(43, "/default/c1", 0, heard);
        assertEquals("new:1", table.find(43).container().image());
        assertEquals("old:1", table.find(41).container().image());
    }

    @Test
    void keepsTheFirstWordOfEachMember() {
        LiveTable table = connected();
        tell(DOCKER, ContainerFragment.of(id(1)).image("bb:1").labels(Map.of("a", "b")).build());
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        assertTrue(table.find(41).isWaiting());
        tell(DOCKER, web(1), ContainerFragment.of(id(1)).name("renamed").imageDigest("bb@sha256:1").build());
        pass(table, 0);
        Container container = table.find(41).container();
        assertEquals("web1", container.name());
        assertEquals("bb@sha256:1", container.imageDigest());
        assertEquals(Map.of("a", "b"), container.labels());
    }

    @Test
    void asksForTheRestOnceTheContainerRunsAndHoldsNothingForIt() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        pass(table, 300);
        assertEquals(List.of(), runtimes.questions);
        ContainerState state = table.find(41);
        table.started(state);
        assertTrue(state.container().started());
        assertFalse(state.isWaiting());

        runtimes.next(true).answer(DOCKER, ContainerFragment.of(id(1)).imageDigest("bb@sha256:1").pid(4711).build());
        pass(table, 1);
        assertEquals("bb@sha256:1", state.container().imageDigest());
        assertTrue(state.container().started());
        pass(table, 60_000);
        assertEquals(List.of(), runtimes.questions);
    }

    @Test
    void letsEventsWaitForLabelsWhereThoseAreWanted() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        pass(table, 0);
        table.created(41, ONE, 0, heard);
        assertFalse(table.find(41).isWaiting());

        table.enrich(Metadata.LABELS);
        pass(table, 0);
        assertTrue(table.find(41).isWaiting());
        assertEquals(Enrichment.COMPLETE, table.find(41).container().enrichment());
        runtimes.next(false).answer(DOCKER, web(1));
        pass(table, 0);
        assertTrue(table.find(41).isWaiting());
        pass(table, 2);
        runtimes.next(false).answer(DOCKER, ContainerFragment.of(id(1)).labels(Map.of()).build());
        heard.take();
        pass(table, 0);
        assertEquals(List.of("settled COMPLETE web1"), heard.take());

        tell(DOCKER, ContainerFragment.of(id(2)).name("web2").image("bb:1").labels(Map.of("a", "b")).build());
        pass(table, 0);
        table.created(42, "/docker/" + id(2), 0, heard);
        assertFalse(table.find(42).isWaiting());
    }

    @Test
    void asksForEverythingAtOnceWhereADigestIsWantedOfWhoRuns() {
        there.add(new CgroupScan.Found(41, ONE, 0));
        LiveTable table = connected();
        tell(DOCKER, ContainerFragment.of(id(1)).name("web1").image("bb:1").labels(Map.of()).build());
        pass(table, 0);
        runtimes.questions.clear();
        table.enrich(Metadata.ALL);
        pass(table, 0);
        assertTrue(table.find(41).isWaiting());
        // an image that was never in a registry has none: who has been asked for everything has told that
        runtimes.next(true).answer(DOCKER, web(1));
        pass(table, 0);
        assertFalse(table.find(41).isWaiting());
        assertEquals(0, count(table, "enrich_docker_no_answer"));
    }

    @Test
    void waitsForNoDigestOfAnImageOfWhichTheRuntimeHasToldAll() {
        LiveTable table = connected();
        table.enrich(Metadata.ALL);
        ContainerFragment.Builder told = ContainerFragment.of(id(1)).name("web1").image("bb:1").labels(Map.of());
        tell(DOCKER, told.build());
        table.created(41, ONE, 0, heard);
        pass(table, 0);
        assertTrue(table.find(41).isWaiting());
        runtimes.next(false).answer(DOCKER, told.imageKnown(true).build());
        pass(table, 0);
        assertFalse(table.find(41).isWaiting());
    }

    @Test
    void waitsForLabelsNoLongerThanTheDeadlineNorForWhatNobodyKnowsAnyMore() {
        LiveTable table = connected();
        table.enrich(Metadata.LABELS);
        Map<String, String> some = Map.of("a", "b");
        tell(DOCKER, ContainerFragment.of(id(1)).name("web1").image("bb:1").someLabels(some).build(), web(2));
        pass(table, 0);
        table.created(41, ONE, 0, heard);
        pass(table, 2_002);
        assertTrue(table.find(41).isWaiting());
        assertEquals(Map.of(), table.find(41).container().labels());
        pass(table, 1);
        assertFalse(table.find(41).isWaiting());
        assertEquals(some, table.find(41).container().labels());
        assertEquals(Enrichment.COMPLETE, table.find(41).container().enrichment());
        assertEquals(1, count(table, "enrich_docker_no_answer"));

        runtimes.questions.clear();
        table.created(42, "/docker/" + id(2), 0, heard);
        ContainerState state = table.find(42);
        table.removed(42, heard);
        for (int i = 0; i < 9 && state.isWaiting(); i++) {
            runtimes.questions.forEach(question -> question.answer(DOCKER, null));
            runtimes.questions.clear();
            pass(table, 10);
        }
        assertFalse(state.isWaiting(), "its runtime has forgotten it");
    }

    @Test
    void callsAContainerWithoutImageCompleteWhenItsRuntimeHasNoMoreToSay() {
        LiveTable table = connected();
        table.created(41, ONE, 0, heard);
        runtimes.answer(ContainerFragment.of(id(1)).name("rootfs").build());
        pass(table, 0);
        assertTrue(table.find(41).isWaiting());
        runtimes.next(true).answer(DOCKER, ContainerFragment.of(id(1)).name("rootfs").build());
        pass(table, 0);
        assertEquals(Enrichment.COMPLETE, table.find(41).container().enrichment());
    }

    @Test
    void doesNotTakeMonitorsAndPodsForContainers() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, "/machine.slice/user/libpod-conmon-" + id(1) + ".scope", 0, heard);
        table.created(42, "/libpod_parent/pods/" + id(3), 0, heard);
        table.created(43, "/libpod_parent/pods/" + id(3) + "/libpod-" + id(1), 0, heard);
        assertSame(table.host(), table.find(41));
        assertSame(table.host(), table.find(42));
        assertEquals("web1", table.find(43).container().name());
        assertEquals(List.of(), table.find(43).container().parents());
    }

    @Test
    void wakesTheReaderOncePerBurst() {
        LiveTable table = connected();
        int before = source.wakeups.get();
        tell(DOCKER, web(1));
        tell(DOCKER, web(2));
        tell(DOCKER, web(3));
        assertEquals(before + 1, source.wakeups.get());
        assertEquals(0, table.nanosToNextDeadline(now));
        assertEquals(3, table.advance(now, heard));
        tell(DOCKER, web(4));
        assertEquals(before + 2, source.wakeups.get());
    }

    @Test
    void countsWhatARuntimeTellsBeyondAllMeasure() {
        LiveTable table = connected();
        for (int i = 0; i < Inbox.MOST_TOLD + 13; i++) {
            tell(DOCKER, web(1));
        }
        assertEquals(13, count(table, "enrich_answers_dropped"));
        table.advance(now, heard);
        tell(DOCKER, web(1));
        assertEquals(13, count(table, "enrich_answers_dropped"));
    }

    @Test
    void countsABundleThatCannotReadAPath() {
        LiveTable table = connected();
        runtimes.present = List.of(new FakeRuntime("bad", path -> {
            throw new IllegalStateException();
        }), FakeRuntime.docker());
        table.created(41, ONE, 0, heard);
        assertEquals(id(1), table.find(41).container().id());
        assertEquals(1, count(table, "enrich_bad_broken"));
    }

    @Test
    void givesTheNameThatAnyRuntimeHasForARandomId() {
        LiveTable table = connected();
        table.created(41, ONE, 0, heard);
        tell(CONTAINERD, web(1));
        pass(table, 0);
        assertEquals("containerd", table.find(41).container().runtime());
    }

    @Test
    void asksAgainOnOneAnswerWhileAnotherDaemonOwesIts() {
        LiveTable table = connected();
        runtimes.present = List.of(FakeRuntime.docker(), new FakeRuntime("second",
                path -> new io.tallyman.api.runtime.CgroupMatch(id(1), true)));
        runtimes.connected("second", 3);
        table.created(41, ONE, 0, heard);
        assertEquals(2, runtimes.questions.size());
        runtimes.answer(null);
        pass(table, 0);
        pass(table, 2);
        assertEquals(3, runtimes.questions.size());
        runtimes.questions.remove(0);
        runtimes.answer(web(1));
        pass(table, 0);
        assertEquals(List.of("appeared PENDING ", "settled COMPLETE web1"), heard.take());
    }

    @Test
    void looksForRuntimesInsideContainersThatOthersAreIn() {
        LiveTable table = connected(true);
        tell(DOCKER, web(1), ContainerFragment.of(id(1)).pid(4711).build());
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(42, ONE + "/init.scope", 0, heard);
        assertEquals(Map.of(), runtimes.inside);
        table.created(43, ONE + "/docker/" + id(3), 0, heard);
        table.created(44, ONE + "/default/c1", 0, heard);
        assertEquals(Map.of(ONE, 4711), runtimes.inside);
        assertSame(table.find(41), table.find(44), "nobody waits for what may be nothing");
        heard.take();

        Origin inner = new Origin("docker", Authority.inside(ONE));
        Origin innerContainerd = new Origin("containerd", Authority.inside(ONE));
        tell(inner, web(3), web(5));
        tell(innerContainerd, ContainerFragment.of("c1").name("c1").image("bb:1").cgroupPath("/default/c1").build());
        pass(table, 0);
        assertEquals(List.of("settled COMPLETE web3", "appeared COMPLETE c1", "settled COMPLETE c1"), heard.take());
        assertEquals(List.of(id(1)), table.find(44).container().parents());
        table.created(45, "/docker/" + id(5), 0, heard);
        assertEquals("", table.find(45).container().name(), "it speaks of what is inside its container alone");

        tell(DOCKER, ContainerFragment.of(id(3)).name("truth").image("bb:2").cgroupPath(ONE + "/docker/" + id(3))
                .build());
        pass(table, 0);
        assertEquals("truth", table.find(43).container().name());

        table.removed(41, heard);
        assertEquals(Map.of(), runtimes.inside);
    }

    @Test
    void looksInsideOnceTheFirstProcessIsKnownAndOnlyWhenAskedTo() {
        LiveTable table = connected(true);
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(43, ONE + "/docker/" + id(3), 0, heard);
        assertEquals(Map.of(), runtimes.inside);
        tell(DOCKER, ContainerFragment.of(id(1)).pid(4711).build());
        pass(table, 0);
        assertEquals(Map.of(ONE, 4711), runtimes.inside);

        runtimes.inside.clear();
        LiveTable other = connected();
        tell(DOCKER, web(1), ContainerFragment.of(id(1)).pid(4711).build());
        other.advance(now, heard);
        other.created(41, ONE, 0, heard);
        other.created(43, ONE + "/docker/" + id(3), 0, heard);
        assertEquals(Map.of(), runtimes.inside);
    }

    @Test
    void waitsForALookInsideTheContainerAroundWhereNoSocketOutsideIsThere() {
        runtimes.connected("docker", 1);
        LiveTable table = table(true, 4_096, true);
        runtimes.present = List.of(FakeRuntime.docker(), new FakeRuntime("podman", path -> path.contains("/libpod-")
                ? new CgroupMatch(path.substring(path.indexOf("/libpod-") + 8), true) : null));
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(43, ONE + "/libpod-" + id(3), 0, heard);
        for (int i = 0; i < 7; i++) {
            runtimes.looks++;
            pass(table, 101);
        }
        assertTrue(table.find(43).isWaiting(), "its first process is not known yet");

        tell(DOCKER, ContainerFragment.of(id(1)).pid(4711).build());
        pass(table, 101);
        assertTrue(table.find(43).isWaiting());
        pass(table, 251);
        runtimes.looks++;
        pass(table, 251);
        assertEquals("no socket of podman", table.find(43).container().reason());
        assertFalse(table.find(43).isWaiting());
    }

    @Test
    void readsPathsAgainByWhatARuntimeHasLearntFromItsDaemon() {
        LiveTable table = connected();
        boolean[] learnt = new boolean[1];
        runtimes.present = List.of(new FakeRuntime("late", path -> learnt[0]
                ? new io.tallyman.api.runtime.CgroupMatch(path.substring(path.lastIndexOf('/') + 1), false) : null));
        inbox.reply(new Message.Changed());
        pass(table, 0);
        table.created(41, "/ns/c1", 0, heard);
        assertSame(table.host(), table.find(41));
        tell(new Origin("late", Authority.MACHINE), ContainerFragment.of("c1").name("c1").image("bb:1").build());
        pass(table, 0);
        assertSame(table.host(), table.find(41));

        learnt[0] = true;
        runtimes.connected("late", 9);
        inbox.reply(new Message.Changed());
        pass(table, 0);
        assertEquals("c1", table.find(41).container().name());
    }

    @Test
    void restartedContainerIsKnownAtOnce() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.removed(41, heard);
        heard.take();
        table.created(42, ONE, 0, heard);
        assertEquals(List.of("appeared COMPLETE web1"), heard.take());
        pass(table, 61_001);
        tell(DOCKER, ContainerFragment.of(id(1)).imageDigest("bb@sha256:1").build());
        pass(table, 0);
        assertEquals("bb@sha256:1", table.find(42).container().imageDigest());
    }
}
