package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Enrichment;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.SocketReport;
import io.tallyman.containers.internal.inbox.Message;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The deadline is the runtime's: it counts from when the runtime could be asked. */
class ConnectingRuntimesTest extends TableTest {
    private void change(LiveTable table) {
        inbox.reply(new Message.Changed());
        pass(table, 0);
    }

    /** A table with the container {@code ONE} in the cgroup 41, while Docker is being connected to. */
    private LiveTable connectingWithAContainer() {
        runtimes.connecting("docker");
        LiveTable table = table(true, 4_096);
        table.created(41, ONE, 0, heard);
        return table;
    }

    /** All questions that were asked are answered by this daemon: it does not know the container. */
    private void deny(Origin daemon) {
        runtimes.questions.forEach(question -> question.answer(daemon, null));
        runtimes.questions.clear();
    }

    /** Connected, and its first list of containers is awaited. */
    private void listing(String runtime, long serial) {
        runtimes.reach.put(runtime, new Reachability(Reachability.State.CONNECTED, true, serial));
    }

    @Test
    void countsTheDeadlineFromTheFirstListOfTheConnection() {
        LiveTable table = connectingWithAContainer();
        pass(table, 4_999);
        assertTrue(table.find(41).isWaiting());
        assertEquals("connecting to docker at /run/docker.sock", table.find(41).container().reason());
        listing("docker", 3);
        change(table);
        assertEquals("asking docker at /run/docker.sock", table.find(41).container().reason());
        pass(table, 2_500);
        assertTrue(table.find(41).isWaiting(), "it lists its containers still");

        runtimes.connected("docker", 3);
        change(table);
        pass(table, 2_002);
        assertTrue(table.find(41).isWaiting());
        runtimes.answer(web(1));
        pass(table, 0);
        assertEquals(List.of("appeared PENDING ", "settled COMPLETE web1"), heard.take());
    }

    @Test
    void waitsForTheRuntimesAnswerNoLongerThanItsDeadline() {
        LiveTable table = connectingWithAContainer();
        pass(table, 5_000);
        runtimes.connected("docker", 3);
        change(table);
        pass(table, 2_002);
        assertTrue(table.find(41).isWaiting());
        pass(table, 1);
        assertEquals(List.of("appeared PENDING ", "settled PENDING "), heard.take());
        assertEquals("no answer from docker at /run/docker.sock within 2003 ms", table.find(41).container().reason());
    }

    @Test
    void waitsForAConnectionNoLongerThanTenSeconds() {
        LiveTable table = connectingWithAContainer();
        pass(table, 9_999);
        assertTrue(table.find(41).isWaiting());
        pass(table, 1);
        assertEquals(List.of("appeared PENDING ", "settled FAILED "), heard.take());
        assertEquals("not reachable: docker at /run/docker.sock", table.find(41).container().reason());
    }

    @Test
    void waitsAsEverWhereTheAttemptToConnectHasFailed() {
        LiveTable table = connectingWithAContainer();
        pass(table, 1_000);
        runtimes.failing("docker", "connection refused", 0);
        change(table);
        pass(table, 1_002);
        assertTrue(table.find(41).isWaiting());
        pass(table, 1);
        assertEquals(List.of("appeared PENDING ", "settled FAILED "), heard.take());
    }

    /** A machine with containerd and k3s has two of them, and a container is of one. */
    @Test
    void waitsForTheOtherDaemonWhereOneDeniesAndTheOtherIsBeingConnectedTo() {
        LiveTable table = connected();
        listing("containerd", 2);
        runtimes.moreSockets.add(new SocketReport("containerd", Path.of("/run/k3s.sock"), false, ""));
        table.created(41, "/default/c1", 0, heard);
        for (int i = 0; i < 30; i++) {
            deny(CONTAINERD);
            pass(table, 250);
        }
        assertEquals(List.of(), heard.take(), "neither a container nor the host");
        assertTrue(table.find(41).isWaiting());
        runtimes.connected("containerd", 3);
        change(table);
        runtimes.questions.clear();
        tell(CONTAINERD, named("c1", "c1").build());
        pass(table, 0);
        assertEquals(List.of("appeared COMPLETE c1", "settled COMPLETE c1"), heard.take());
    }

    @Test
    void saysWhichSocketsWereAskedAndWhichWereNotConnected() {
        LiveTable table = connected();
        runtimes.moreSockets.add(new SocketReport("docker", Path.of("/run/user/1007/docker.sock"), false, "refused"));
        table.created(41, ONE, 0, heard);
        for (int i = 0; i < 9; i++) {
            deny(DOCKER);
            pass(table, 250);
        }
        assertEquals("not known to docker at /run/docker.sock; not connected: docker at /run/user/1007/docker.sock "
                + "(refused)", table.find(41).container().reason());
    }

    @Test
    void namesWhatCameAndWentWhileTheConnectionWasMade() {
        LiveTable table = connectingWithAContainer();
        ContainerState state = table.find(41);
        pass(table, 500);
        table.removed(41, heard);
        pass(table, 3_000);
        runtimes.connected("docker", 1);
        change(table);
        runtimes.answer(web(1));
        pass(table, 0);
        assertEquals("web1", state.container().name());
        assertFalse(state.isWaiting());
    }

    @Test
    void tellsOfWhatWasThereBeforeOnceItHasItsName() {
        files.add(41, ONE);
        runtimes.connecting("docker");
        LiveTable table = table(true, 4_096);
        pass(table, 3_000);
        assertEquals(List.of(), heard.resolved());
        assertEquals(1, table.states().size());
        runtimes.connected("docker", 1);
        change(table);
        pass(table, 2_003);
        assertFalse(table.find(41).isWaiting());
        assertEquals(List.of(), heard.resolved(), "the name may yet come");
        runtimes.answer(web(1));
        pass(table, 0);
        pass(table, 0);
        assertEquals(List.of("COMPLETE web1"), heard.resolved());
    }

    @Test
    void failsFinallyWhereNoAnswerComesAfterTheLastQuestion() {
        LiveTable table = connected();
        table.created(41, ONE, 0, heard);
        for (int i = 0; i < 100 && heard.resolved().isEmpty(); i++) {
            runtimes.questions.forEach(question -> question.fail(DOCKER, "it is busy"));
            runtimes.questions.clear();
            pass(table, 1_000);
        }
        assertEquals(List.of("FAILED "), heard.resolved());
        assertEquals(Enrichment.FAILED, table.find(41).container().enrichment());
        assertEquals("docker: it is busy", table.find(41).container().reason());
    }

    @Test
    void failsFinallyWhereTheContainerIsGoneAndTheDeadlineHasPassed() {
        LiveTable table = connected();
        table.created(41, ONE, 0, heard);
        ContainerState state = table.find(41);
        table.removed(41, heard);
        pass(table, 2_003);
        assertEquals(Enrichment.PENDING, state.container().enrichment(), "an answer is under way");
        runtimes.answer(null);
        pass(table, 0);
        assertEquals(Enrichment.FAILED, state.container().enrichment());
        assertEquals("not known to docker at /run/docker.sock", state.container().reason());

        runtimes.reach.clear();
        change(table);
        assertEquals("not known to docker at /run/docker.sock", state.container().reason(), "that does not change");
        assertSame(state, table.find(41));
    }

    @Test
    void letsNoEventWaitAnyLongerWhereTheTraceEnds() {
        LiveTable table = connectingWithAContainer();
        ContainerState unknown = table.find(99);
        heard.take();
        table.settleAll(heard);
        assertFalse(table.find(41).isWaiting());
        assertFalse(unknown.isWaiting());
        assertEquals(List.of("settled FAILED ", "settled host"), heard.take());
        assertEquals(id(1), table.find(41).container().id());
    }
}
