package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runtimes that are not there, that cannot be reached, and that come back. */
class RuntimesComeAndGoTest extends TableTest {
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
        runtimes.failing("docker", "", 0);
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

        runtimes.failing("docker", "", 0);
        inbox.reply(new Message.Changed());
        pass(table, 0);
        assertTrue(table.find(41).isWaiting(), "its runtime is back, and connected to in a moment");
        runtimes.connected("docker", 3);
        pass(table, 250);
        runtimes.answer(web(1));
        pass(table, 0);
        assertEquals("web1", table.find(41).container().name());

        runtimes.failing("docker", "", 3);
        for (int i = 0; i < 3; i++) {
            inbox.reply(new Message.Changed());
            pass(table, 1_000);
        }
        assertFalse(table.find(43).isWaiting());
        assertEquals("not reachable: docker at /run/docker.sock", table.find(43).container().reason());
    }

    @Test
    void failsWithTheReasonWhenTheSocketIsThereAndDoesNotAnswer() {
        runtimes.failing("docker", "connection refused", 0);
        LiveTable table = table(true, 4_096);
        table.created(41, ONE, 0, heard);
        pass(table, 2_002);
        assertTrue(table.find(41).isWaiting());
        pass(table, 1);
        assertEquals(Enrichment.FAILED, table.find(41).container().enrichment());
        assertEquals("not reachable: docker at /run/docker.sock (connection refused)", table.find(41).container().reason());
        assertEquals(1, count(table, "enrich_docker_unreachable"));
    }

    @Test
    void namesContainersThatStartedWhileTheRuntimeWasAwayFromItsList() {
        runtimes.failing("docker", "", 0);
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
}
