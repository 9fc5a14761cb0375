package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static io.tallyman.containers.internal.support.Sockets.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.Timing;
import io.tallyman.containers.internal.support.FakeRuntime;
import io.tallyman.containers.internal.support.Sockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the sockets of runtimes are found. */
class RuntimeSocketsTest extends ConnectionsTest {
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
}
