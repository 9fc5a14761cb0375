package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static io.tallyman.containers.internal.support.Sockets.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Questions to runtimes, some of which hang. */
class RuntimeQuestionsTest extends ConnectionsTest {
    private long replies() {
        drain();
        return answers.stream().filter(Message.Reply.class::isInstance).count();
    }

    private void awaitAsked(String runtime, Question question) throws InterruptedException {
        Origin daemons = new Origin(runtime, Authority.MACHINE);
        await(runtime + " to take a question", () -> connections.ask(daemons, question) == 1);
    }

    @Test
    void answersEachQuestionOnceWhileAnotherRuntimeHangs() throws Exception {
        Path hungPath = listen("hung.sock");
        Path path = listen("docker.sock");
        FakeRuntime hung = new FakeRuntime("podman", p -> null, hungPath);
        hung.behaviour = (call, id) -> Thread.sleep(60_000);
        FakeRuntime docker = FakeRuntime.docker(path);
        start(hung, docker);
        awaitState(path, State.CONNECTED);
        long began = System.nanoTime();
        for (int i = 0; i < 1_009; i++) {
            docker.containers.put(id(i), ContainerFragment.of(id(i)).name("n" + i).build());
            assertEquals(1, connections.ask(DOCKER, question(i, false)));
        }
        await("all replies", () -> replies() == 1_009);
        assertTrue(System.nanoTime() - began < 2_000_000_000L);
        assertEquals(1_009, answers.stream().filter(a -> a instanceof Message.Reply r && r.fragment() != null).count());
        await("1,009 counted", () -> status(path).answers() >= 1_009);
        awaitState(hungPath, State.FAILING);
        assertEquals("no answer within 300 ms", status(hungPath).detail());
        assertTrue(status(hungPath).failures().get("timeout") >= 1);
    }

    @Test
    void endsAConnectionWhoseQuickCallHangsAndMakesAnother() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        AtomicInteger hangs = new AtomicInteger(1);
        docker.behaviour = (call, id) -> {
            if (call.equals("quick") && hangs.getAndDecrement() > 0) {
                Thread.sleep(60_000);
            }
        };
        start(docker);
        awaitAsked("docker", question(1, false));
        awaitAsked("docker", question(2, false));
        await("both replies", () -> replies() == 2);
        await("another connection", () -> docker.connections.size() == 2 && status(path).state() == State.CONNECTED);
        await("the first to be closed", () -> docker.connections.get(0).closed);
        awaitAsked("docker", question(3, false));
        await("the third reply", () -> replies() == 3);
    }

    @Test
    void keepsTheConnectionWhenOneContainersInspectionHangs() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        docker.behaviour = (call, id) -> {
            if (call.equals("inspect") && id.equals(id(1))) {
                Thread.sleep(60_000);
            }
        };
        docker.containers.put(id(2), ContainerFragment.of(id(2)).build());
        start(docker);
        awaitAsked("docker", question(1, true));
        awaitAsked("docker", question(2, true));
        awaitAsked("docker", question(3, false));
        await("the quick reply", () -> replies() == 1);
        await("all replies", () -> replies() == 3);
        assertEquals(1, docker.connections.size());
        assertEquals(State.CONNECTED, status(path).state());
    }

    @Test
    void leavesBehindABoundedNumberOfThreadsThatCannotBeEnded() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        CountDownLatch never = new CountDownLatch(1);
        docker.behaviour = (call, id) -> {
            if (call.equals("connect")) {
                while (never.getCount() > 0) {
                    Thread.onSpinWait();
                    Thread.yield();
                }
            }
        };
        start(docker);
        try {
            await("three attempts", () -> docker.calls("connect") == 3);
            Thread.sleep(2_000);
            assertEquals(3, docker.calls("connect"));
        } finally {
            never.countDown();
        }
        docker.behaviour = (call, id) -> { };
        awaitState(path, State.CONNECTED);
    }

    @Test
    void asksNobodyWhileNobodyListens() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        connections.add(docker);
        assertEquals(State.IDLE, status(path).state());
        connections.join(inbox);
        await("the first list", () -> docker.calls("list") == 1);
        connections.leave(inbox);
        await("to be closed", () -> docker.connection().closed);
        assertEquals(State.IDLE, status(path).state());
        assertEquals(1, docker.calls("connect"));
        Inbox second = new Inbox(() -> { });
        connections.join(second);
        await("the second list", () -> docker.calls("list") == 2);
        awaitState(path, State.CONNECTED);
        connections.join(inbox);
        await("the list for the one who came later", () -> docker.calls("list") == 3);
        connections.leave(second);
        assertEquals(State.CONNECTED, status(path).state());
    }
}
