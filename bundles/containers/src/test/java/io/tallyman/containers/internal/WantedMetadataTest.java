package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.ContainerState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much of a container is waited for. */
class WantedMetadataTest extends TableTest {
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

        tell(DOCKER, named(id(2), "web2").labels(Map.of("a", "b")).build());
        pass(table, 0);
        table.created(42, "/docker/" + id(2), 0, heard);
        assertFalse(table.find(42).isWaiting());
    }

    @Test
    void asksForEverythingAtOnceWhereADigestIsWantedOfWhoRuns() {
        files.add(41, ONE);
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

    /** The health check is asked for when a command is executed in the container, and not before. */
    @Test
    void waitsForTheHealthCheckOnceACommandIsExecuted() {
        files.add(41, ONE);
        LiveTable table = connected();
        table.enrich(Metadata.NAME);
        ContainerFragment.Builder told = ContainerFragment.of(id(1)).name("web1").image("bb:1").labels(Map.of()).imageKnown(true);
        tell(DOCKER, told.created(77).build());
        pass(table, 0);
        assertFalse(table.find(41).isWaiting());
        assertNull(table.find(41).healthcheck());
        runtimes.questions.clear();
        table.awaitHealthcheck(41, heard);
        assertTrue(table.find(41).isWaiting());
        runtimes.next(true).answer(DOCKER, told.healthcheck(List.of("/bin/check", "-v")).build());
        pass(table, 0);
        assertFalse(table.find(41).isWaiting());
        assertEquals(List.of("/bin/check", "-v"), table.find(41).healthcheck());
        runtimes.questions.clear();
        table.awaitHealthcheck(41, heard);
        assertFalse(table.find(41).isWaiting());
        assertTrue(runtimes.questions.isEmpty());
    }

    @Test
    void takesAnInspectionThatTellsNoHealthCheckForNone() {
        files.add(41, ONE);
        LiveTable table = connected();
        table.enrich(Metadata.NAME);
        tell(DOCKER, web(1));
        pass(table, 0);
        table.awaitHealthcheck(41, heard);
        runtimes.next(true).answer(DOCKER, web(1));
        pass(table, 0);
        assertFalse(table.find(41).isWaiting());
        assertEquals(List.of(), table.find(41).healthcheck());
    }

    @Test
    void waitsForLabelsNoLongerThanTheDeadlineNorForWhatNobodyKnowsAnyMore() {
        LiveTable table = connected();
        table.enrich(Metadata.LABELS);
        Map<String, String> some = Map.of("a", "b");
        tell(DOCKER, named(id(1), "web1").someLabels(some).build(), web(2));
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

    /** What daemons tell by themselves when a container is created: no more than name and image. */
    private LiveTable toldByName() {
        LiveTable table = connected();
        tell(DOCKER, ContainerFragment.of(id(1)).name("web1").image("bb:1").build());
        pass(table, 0);
        table.created(41, ONE, 0, heard);
        assertEquals(List.of("appeared PENDING web1"), heard.take());
        return table;
    }

    @Test
    void isCompleteOnceTheImagesIdAndDigestAreTold() {
        LiveTable table = toldByName();
        assertTrue(table.find(41).isWaiting());
        runtimes.answer(ContainerFragment.of(id(1)).imageId("sha256:1").imageDigest("bb@sha256:2").created(7).build());
        pass(table, 0);
        assertEquals(List.of("settled COMPLETE web1"), heard.take());
        Container container = table.find(41).container();
        assertEquals("sha256:1", container.imageId());
        assertEquals("bb@sha256:2", container.imageDigest());
        assertEquals(7, container.created());
        assertEquals(List.of(), runtimes.questions, "nothing else is waited for");
    }

    @Test
    void takesWhatAQuickAnswerLeavesOutForNotQuick() {
        LiveTable table = toldByName();
        runtimes.answer(ContainerFragment.of(id(1)).imageId("sha256:1").build());
        pass(table, 0);
        assertEquals(List.of("settled COMPLETE web1"), heard.take());
    }

    @Test
    void asksSixTimesADaemonThatHasToldTheNameAndDeniesTheContainer() {
        LiveTable table = toldByName();
        for (int i = 0; i < 6; i++) {
            assertTrue(table.find(41).isWaiting());
            runtimes.answer(null);
            pass(table, 0);
            pass(table, 2 << i);
        }
        assertEquals(List.of("settled PARTIAL web1"), heard.take());
        assertEquals("no longer known to docker at /run/docker.sock", table.find(41).container().reason());
        table.started(table.find(41));
        runtimes.next(true).answer(DOCKER, ContainerFragment.of(id(1)).imageId("sha256:1").created(7).build());
        pass(table, 0);
        assertEquals(Enrichment.COMPLETE, table.find(41).container().enrichment());
        assertEquals("", table.find(41).container().reason());
    }

    @Test
    void asksOnceForAContainerThatIsGoneAndHasItsName() {
        LiveTable table = toldByName();
        table.removed(41, heard);
        heard.take();
        runtimes.answer(null);
        pass(table, 0);
        assertEquals(List.of("settled PARTIAL web1"), heard.take());
    }

    @Test
    void saysWhatHasFailedOfAContainerThatIsGoneAndHasItsName() {
        LiveTable table = toldByName();
        table.removed(41, heard);
        heard.take();
        runtimes.next(false).fail(DOCKER, "no answer within 2 s");
        pass(table, 0);
        assertEquals(List.of("settled PARTIAL web1"), heard.take());
        assertEquals("docker: no answer within 2 s", table.find(41).container().reason());
    }

    @Test
    void doesNotSayCompleteBeforeTheDigestIsTold() {
        LiveTable table = toldByName();
        pass(table, 2_003);
        assertEquals(List.of("settled PENDING web1"), heard.take());
        assertEquals("no answer from docker at /run/docker.sock within 2003 ms", table.find(41).container().reason());
        runtimes.answer(web(1));
        pass(table, 0);
        assertEquals(Enrichment.COMPLETE, table.find(41).container().enrichment());
    }
}
