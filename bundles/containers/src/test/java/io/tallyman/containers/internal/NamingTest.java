package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a container is asked for, and until when its events wait. */
class NamingTest extends TableTest {
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
        assertEquals("not known to docker at /run/docker.sock", table.find(41).container().reason());
        assertEquals(1, count(table, "enrich_docker_not_known"));
    }

    /** Its runtime has listed those that were there: ten thousand others must not keep it busy for minutes. */
    @Test
    void asksSeldomForOneThatWasThereBeforeAndIsDenied() {
        files.add(41, ONE);
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
        assertEquals("not known to docker at /run/docker.sock", table.find(41).container().reason());
    }

    @Test
    void stopsWaitingAtTheDeadlineAndTakesTheAnswerLater() {
        LiveTable table = connected();
        table.created(41, ONE, 0, heard);
        pass(table, 2_002);
        assertTrue(table.find(41).isWaiting());
        pass(table, 1);

        assertEquals(List.of("appeared PENDING ", "settled PENDING "), heard.take());
        assertEquals("no answer from docker at /run/docker.sock within 2003 ms", table.find(41).container().reason());
        assertEquals(1, count(table, "enrich_docker_no_answer"));

        runtimes.answer(web(1));
        pass(table, 1);
        assertEquals(List.of(), heard.take());
        assertEquals(Enrichment.COMPLETE, table.find(41).container().enrichment());
        assertEquals("web1", table.find(41).container().name());
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
    void asksAgainOnOneAnswerWhileAnotherDaemonOwesIts() {
        LiveTable table = connected();
        runtimes.present = List.of(FakeRuntime.docker(), new FakeRuntime("second",
                path -> new CgroupMatch(id(1), true)));
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
    void doesNotTakeTheAnswerForAnotherId() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        runtimes.answer(ContainerFragment.of("c1-and-more").name("x").image("y").build());
        pass(table, 0);
        assertNull(table.find(41).container());
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
