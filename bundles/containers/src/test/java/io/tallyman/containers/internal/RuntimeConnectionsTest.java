package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static io.tallyman.containers.internal.support.Sockets.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.SocketReport;
import io.tallyman.containers.internal.conversation.Timing;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.support.FakeRuntime;
import io.tallyman.containers.internal.support.Sockets;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeConnectionsTest {
    private static final Origin DOCKER = new Origin("docker", Authority.MACHINE);
    private static final Origin USERS_DOCKER = new Origin("docker", Authority.ofUser(1007));

    @TempDir
    Path directory;

    private RuntimeConnections connections = new RuntimeConnections(new Timing(50, 200, 300, 10, 100));
    private final Inbox inbox = new Inbox(() -> { });
    private final List<ServerSocketChannel> open = new ArrayList<>();
    private final List<Message> answers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        connections.close();
        for (ServerSocketChannel channel : open) {
            channel.close();
        }
    }

    private Path listen(String name) throws IOException {
        Path path = directory.resolve(name);
        open.add(Sockets.listen(path));
        return path;
    }

    private void start(FakeRuntime... runtimes) {
        for (FakeRuntime runtime : runtimes) {
            connections.add(runtime);
        }
        connections.join(inbox);
    }

    private RuntimeStatus status(Path path) {
        return connections.statuses().stream().filter(status -> status.socket().equals(path)).findFirst().orElseThrow();
    }

    private void awaitState(Path path, State state) throws InterruptedException {
        await(path + " to be " + state, () -> connections.statuses().stream()
                .anyMatch(status -> status.socket().equals(path) && status.state() == state));
    }

    private Question question(long number, boolean full) {
        return new Question(null, id(number), full, inbox);
    }

    private void drain() {
        for (Message answer = inbox.take(); answer != null; answer = inbox.take()) {
            answers.add(answer);
        }
    }

    private long replies() {
        drain();
        return answers.stream().filter(Message.Reply.class::isInstance).count();
    }

    private void awaitAsked(String runtime, Question question) throws InterruptedException {
        Origin daemons = new Origin(runtime, Authority.MACHINE);
        await(runtime + " to take a question", () -> connections.ask(daemons, question) == 1);
    }

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
    void connectsWithinASecondToASocketThatAppears() throws Exception {
        Path path = directory.resolve("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        start(docker);
        awaitState(path, State.ABSENT);
        await("a look", () -> connections.looks() > 0);
        assertEquals(Reachability.State.ABSENT, connections.reach(DOCKER).state());

        long began = System.nanoTime();
        listen("docker.sock");
        awaitState(path, State.CONNECTED);
        assertTrue(System.nanoTime() - began < 1_000_000_000L);
        assertEquals("docker 7.3.1", status(path).detail());
        assertEquals(Reachability.State.CONNECTED, connections.reach(DOCKER).state());
    }

    @Test
    void hearsOfASocketWithoutLookingAgainAndAgain() throws Exception {
        connections = new RuntimeConnections(new Timing(1_000_000, 1_000_000, 300, 10, 100));
        Path path = directory.resolve("docker.sock");
        start(FakeRuntime.docker(path));
        // the second look is for what came while the first began to listen
        await("two looks", () -> connections.looks() >= 2);
        listen("docker.sock");
        awaitState(path, State.CONNECTED);
        Files.delete(path);
        await("its socket to be missed", () -> connections.reach(DOCKER).state() == Reachability.State.ABSENT);
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
    void connectsAgainWhenTheSocketIsReplaced() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        start(docker);
        awaitState(path, State.CONNECTED);
        FakeRuntime.Connection first = docker.connection();
        Path another = listen("other.sock");
        Files.move(another, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        await("another connection", () -> docker.connections.size() == 2 && status(path).state() == State.CONNECTED);
        await("the first to be closed", () -> first.closed);

        Files.delete(path);
        awaitState(path, State.ABSENT);
        await("the second to be closed", () -> docker.connection().closed);
        assertEquals(0, connections.ask(DOCKER, question(1, false)));
    }

    @Test
    void asksWhetherADaemonIsStillThereWhenItsSocketsInodeHasChanged() throws Exception {
        Path path = listen("docker.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        start(docker);
        awaitState(path, State.CONNECTED);
        assertEquals(1, docker.calls("version"));
        Files.setPosixFilePermissions(path, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        await("a probe", () -> docker.calls("version") == 2);
        assertEquals(1, docker.calls("connect"));
    }

    @Test
    void takesTwoPathsToOneSocketForOne() throws Exception {
        Path path = listen("docker.sock");
        Path link = directory.resolve("link.sock");
        Path dangling = directory.resolve("dangling.sock");
        Files.createSymbolicLink(link, path);
        Files.createSymbolicLink(dangling, directory.resolve("nothing"));
        FakeRuntime docker = FakeRuntime.docker(link, path, dangling);
        start(docker);
        awaitState(path, State.CONNECTED);
        assertEquals(State.DUPLICATE, status(link).state());
        assertEquals("leads to " + path, status(link).detail());
        assertEquals(State.ABSENT, status(dangling).state());
        assertEquals(1, docker.calls("connect"));

        listen("nothing");
        awaitState(dangling, State.CONNECTED);
        assertEquals(2, docker.calls("connect"));
    }

    @Test
    void leavesALinkToAnotherRuntimesSocketToThatRuntime() throws Exception {
        Path link = directory.resolve("docker.sock");
        Path path = listen("podman.sock");
        Files.createSymbolicLink(link, path);
        FakeRuntime docker = FakeRuntime.docker(link);
        FakeRuntime podman = new FakeRuntime("podman", p -> null, path);
        start(docker);
        awaitState(link, State.CONNECTED);
        connections.add(podman);
        awaitState(path, State.CONNECTED);
        assertEquals(State.DUPLICATE, status(link).state());
        await("docker's connection to be closed", () -> docker.connection().closed);
        connections.remove(podman);
        awaitState(link, State.CONNECTED);
    }

    @Test
    void findsSocketsInDirectoriesOfAnyName() throws Exception {
        Files.createDirectories(directory.resolve("user/1000/podman"));
        FakeRuntime podman = new FakeRuntime("podman", p -> null, directory.resolve("user/*/podman/podman.sock"));
        start(podman);
        awaitState(directory.resolve("user/1000/podman/podman.sock"), State.ABSENT);
        listen("user/1000/podman/podman.sock");
        Files.createDirectories(directory.resolve("user/1007/podman"));
        listen("user/1007/podman/podman.sock");
        awaitState(directory.resolve("user/1000/podman/podman.sock"), State.CONNECTED);
        awaitState(directory.resolve("user/1007/podman/podman.sock"), State.CONNECTED);
    }

    @Test
    @Tag("privileged")
    void believesTheSocketOfAnotherUserForThatUsersCgroupsOnly() throws Exception {
        Path path = listen("docker.sock");
        Files.setAttribute(path, "unix:uid", 1007);
        start(FakeRuntime.docker(path));
        awaitState(path, State.CONNECTED);
        assertEquals(0, connections.ask(DOCKER, question(1, false)));
        assertEquals(1, connections.ask(USERS_DOCKER, question(1, false)));
    }

    private Path linkInAUsersDirectory(Path to) throws IOException {
        Path home = Files.createDirectory(directory.resolve("1007"));
        Path link = Files.createSymbolicLink(home.resolve("docker.sock"), to);
        Files.setAttribute(link, "unix:uid", 1007, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(home, "unix:uid", 1007);
        return link;
    }

    @Test
    @Tag("privileged")
    void givesALinkInAUsersDirectoryNoMoreThanTheUsersAuthority() throws Exception {
        Path link = linkInAUsersDirectory(listen("docker.sock"));
        start(FakeRuntime.docker(link));
        awaitState(link, State.CONNECTED);
        assertEquals(0, connections.ask(DOCKER, question(1, false)));
        assertEquals(1, connections.ask(USERS_DOCKER, question(1, false)));
    }

    @Test
    @Tag("privileged")
    void leavesTheMachinesDaemonItsVoiceWhereAUserLeadsToItsSocketToo() throws Exception {
        Path path = listen("docker.sock");
        Path link = linkInAUsersDirectory(path);
        Path second = Files.createSymbolicLink(link.resolveSibling("run"), directory).resolve("docker.sock");
        start(FakeRuntime.docker(second, link, path));
        awaitState(path, State.CONNECTED);
        awaitState(second, State.DUPLICATE);
        awaitState(link, State.DUPLICATE);
        assertEquals(1, connections.ask(DOCKER, question(1, false)));
        assertEquals(0, connections.ask(USERS_DOCKER, question(1, false)));
    }

    @Test
    @Tag("privileged")
    void doesNotConnectWhereAnybodyMayExchangeTheSocketUnlessItWasNamed() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path path = listen("open/docker.sock");
        start(FakeRuntime.docker(path));
        awaitState(path, State.FAILING);
        assertTrue(status(path).detail().contains("can be written to by others"), status(path).detail());
        assertEquals(0, connections.ask(DOCKER, question(1, false)));
        connections.addSocket("docker", path);
        awaitState(path, State.CONNECTED);
        assertEquals(1, connections.ask(DOCKER, question(1, false)));
    }

    @Test
    @Tag("privileged")
    void believesAUsersSocketThatAnAdministratorHasNamedForBoth() throws Exception {
        Path path = listen("docker.sock");
        Files.setAttribute(path, "unix:uid", 1007);
        start(FakeRuntime.docker());
        connections.addSocket("docker", path);
        awaitState(path, State.CONNECTED);
        assertEquals(1, connections.ask(DOCKER, question(1, false)));
        assertEquals(1, connections.ask(USERS_DOCKER, question(1, false)));
        assertEquals(0, connections.ask(new Origin("docker", Authority.ofUser(1008)), question(1, false)));
        assertTrue(connections.reach(USERS_DOCKER).newest() > 0);
    }

    @Test
    void takesAndForgetsNamedSockets() throws Exception {
        Path path = listen("custom.sock");
        start(FakeRuntime.docker());
        AutoCloseable socket = connections.addSocket("docker", path);
        AutoCloseable other = connections.addSocket("unheard-of", path);
        awaitState(path, State.CONNECTED);
        await("nobody for it", () -> connections.statuses().stream().anyMatch(s -> s.runtime().equals("unheard-of")
                && s.state() == State.NO_RUNTIME));
        socket.close();
        other.close();
        await("to be forgotten", () -> connections.statuses().isEmpty());
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

    @Test
    void connectsToSocketsInsideContainersForWhatIsInsideAlone() throws Exception {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path path = directory.resolve("x/docker.sock");
        Path mounted = directory.resolve("mounted.sock");
        Files.createDirectories(Path.of(root + path.getParent().toString()));
        FakeRuntime docker = FakeRuntime.docker(path, mounted);
        listen("mounted.sock");
        Files.createLink(Path.of(root + mounted.toString()), mounted);
        open.add(Sockets.listenInside(root, path));
        List<Path> handles = new java.util.concurrent.CopyOnWriteArrayList<>();
        connections.add((pid, inside) -> {
            Path file = Path.of(root + inside.toString());
            if (!Files.exists(file)) {
                throw new IOException("nothing there");
            }
            handles.add(file);
            return new io.tallyman.api.runtime.ProcessSockets.Opened() {
                @Override
                public Path path() {
                    return file;
                }

                @Override
                public void close() {
                    handles.remove(file);
                }
            };
        });
        int own = (int) ProcessHandle.current().pid();
        String cgroup = Files.readAllLines(Path.of("/proc/self/cgroup")).get(0);
        String outer = "/docker/" + cgroup.substring(cgroup.lastIndexOf('/') + 1);
        start(docker);
        awaitState(mounted, State.CONNECTED);
        connections.lookInside(outer, own);
        Path shown = Path.of("/proc/" + own + "/root" + path);
        awaitState(shown, State.CONNECTED);
        assertEquals(1, connections.ask(DOCKER, question(1, false)));
        assertEquals(1, connections.ask(new Origin("docker", Authority.inside(outer)), question(1, false)));
        assertTrue(connections.statuses().stream().noneMatch(s -> s.socket().endsWith("mounted.sock")
                && s.socket().startsWith("/proc")), "the machine's socket in a container is still the machine's");
        await("one handle to be kept", () -> handles.size() == 1);
        connections.leaveInside(outer);
        await("it to be closed", handles::isEmpty);
        assertEquals(0, connections.ask(new Origin("docker", Authority.inside(outer)), question(1, false)));
    }

    @Test
    void readsPathsByOthersWhileOneBundleHangsOverThem() throws Exception {
        FakeRuntime hanging = new FakeRuntime("hanging", path -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return null;
        });
        start(hanging, FakeRuntime.docker());
        long began = System.nanoTime();
        assertThrows(IllegalStateException.class, () -> connections.present().get(0).match("/docker/" + id(1)));
        assertTrue(System.nanoTime() - began < 5_000_000_000L, "the call is ended");
        assertThrows(IllegalStateException.class, () -> connections.present().get(0).match("/docker/" + id(1)));
        assertEquals(id(1), connections.present().get(1).match("/docker/" + id(1)).id());
        assertEquals(1, connections.failedCalls());
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
