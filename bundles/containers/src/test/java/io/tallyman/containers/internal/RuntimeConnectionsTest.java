package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static io.tallyman.containers.internal.support.Sockets.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.SocketReport;
import io.tallyman.containers.internal.conversation.Timing;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** How a runtime is connected to, and what it is asked for first. */
class RuntimeConnectionsTest extends ConnectionsTest {
    /** Events of containers wait for as long as this is so. */
    @Test
    void isBeingConnectedToUntilItHasListedItsContainersAndTellsThat() throws Exception {
        connections = new RuntimeConnections(new Timing(50, 200, 60_000, 10, 100));
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        Semaphore calls = new Semaphore(0);
        docker.behaviour = (call, id) -> calls.acquire();
        start(docker);
        assertTrue(connections.reach(DOCKER).connecting(), "nobody has looked yet");
        await("the first call", () -> docker.calls("connect") == 1);
        assertTrue(connections.reach(DOCKER).connecting());
        assertEquals(List.of(new SocketReport("docker", path, false, "")), connections.sockets(DOCKER));
        calls.release(3);
        await("the list to be asked for", () -> docker.calls("list") == 1);
        assertEquals(Reachability.State.CONNECTED, connections.reach(DOCKER).state());
        assertTrue(connections.reach(DOCKER).connecting());
        drain();
        answers.clear();
        calls.release();
        await("the list", () -> !connections.reach(DOCKER).connecting());
        await("the table to be told", () -> {
            drain();
            return !answers.isEmpty() && answers.get(answers.size() - 1) instanceof Message.Changed;
        });
        assertTrue(answers.get(0) instanceof Message.Told, "the containers come before the news");
        assertEquals(List.of(new SocketReport("docker", path, true, "docker 7.3.1")), connections.sockets(DOCKER));
    }

    @Test
    void isNotBeingConnectedToOnceAnAttemptHasFailed() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        docker.behaviour = (call, id) -> {
            throw new IOException("it starts");
        };
        start(docker);
        await("the failure", () -> !connections.reach(DOCKER).connecting());
        assertEquals(Reachability.State.TRYING, connections.reach(DOCKER).state());
        await("the reason", () -> connections.sockets(DOCKER).get(0).detail().equals("it starts"));
    }

    @Test
    void remembersThatARuntimeWasThere() throws Exception {
        Path path = listen("docker.sock");
        start(FakeRuntime.docker(path));
        awaitState(path, State.CONNECTED);
        long serial = connections.reach(DOCKER).newest();
        assertTrue(serial > 0);

        Files.delete(path);
        await("its socket to be missed", () -> connections.reach(DOCKER).state() == Reachability.State.ABSENT);
        assertEquals(serial, connections.reach(DOCKER).newest());
    }

    @Test
    void subscribesBeforeItListsAndPostsTheList() throws Exception {
        FakeRuntime docker = FakeRuntime.docker(listen("docker.sock"));
        List<String> order = new ArrayList<>();
        docker.behaviour = (call, id) -> {
            synchronized (order) {
                order.add(call);
            }
        };
        docker.containers.put(id(1), ContainerFragment.of(id(1)).build());
        docker.containers.put(id(2), ContainerFragment.of(id(2)).build());
        start(docker);
        await("the list", () -> {
            drain();
            return answers.stream().anyMatch(a -> a instanceof Message.Told told && told.fragments().size() == 2);
        });
        synchronized (order) {
            assertEquals(List.of("connect", "version", "watch", "list"), order);
        }
        docker.connection().listener.known(ContainerFragment.of(id(3)).build());
        docker.connection().listener.removed(id(3));
        drain();
        assertTrue(answers.stream().anyMatch(a -> a instanceof Message.Dropped dropped && dropped.id().equals(id(3))));
    }

    @Test
    void connectsAndListsAgainWhenTheStreamBreaks() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        start(docker);
        awaitState(path, State.CONNECTED);
        await("the first list", () -> docker.calls("list") == 1);
        long first = connections.reach(DOCKER).newest();
        docker.connection().listener.broken(new IOException("reset by peer"));
        await("another connection", () -> docker.connections.size() == 2 && docker.calls("list") == 2);
        awaitState(path, State.CONNECTED);
        assertTrue(connections.reach(DOCKER).newest() > first);
        assertEquals(1, status(path).failures().get("broken"));
    }

    @Test
    void triesAgainWithGrowingPausesAndAtOnceWhenHurried() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        docker.behaviour = (call, id) -> {
            throw new IOException("connection\nrefused");
        };
        start(docker);
        awaitState(path, State.FAILING);
        assertEquals("connection refused", status(path).detail());
        await("seven attempts", () -> docker.calls("connect") >= 7);
        assertEquals(Reachability.State.TRYING, connections.reach(DOCKER).state());
        docker.behaviour = (call, id) -> { };
        connections.hurry();
        awaitState(path, State.CONNECTED);
    }

    @Test
    void endsEverythingOfARuntimeThatIsTakenOut() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        start(docker);
        awaitState(path, State.CONNECTED);
        assertTrue(!connections.missesSome());
        connections.remove(docker);
        assertTrue(connections.missesSome());
        await("to be closed", () -> docker.connection().closed);
        assertEquals(Reachability.State.NO_RUNTIME, connections.reach(DOCKER).state());
        await("to be forgotten", () -> connections.statuses().isEmpty());
        await("its threads to end", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("tallyman-docker")));
    }
}
