package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static io.tallyman.containers.internal.support.Sockets.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.check.Finding;
import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.ContainerTable;
import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.containers.internal.conversation.Timing;
import io.tallyman.containers.internal.support.FakeRuntime;
import io.tallyman.containers.internal.support.FakeSource;
import io.tallyman.containers.internal.support.ListenerLog;
import io.tallyman.containers.internal.support.Sockets;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it, with real threads, sockets and time. */
class ContainerDirectoryTest {
    @TempDir
    Path directory;

    private final ContainerDirectory containers = new ContainerDirectory(new Timing(50, 200, 2_000, 10, 100));
    private final ListenerLog heard = new ListenerLog();
    private FakeSource source;

    @BeforeEach
    void mount() throws Exception {
        source = new FakeSource(Files.createDirectory(directory.resolve("cgroup")));
    }

    private void awaitNames(ContainerTable table, int count) throws InterruptedException {
        await(count + " names", () -> {
            table.advance(System.nanoTime(), heard);
            return table.containers().stream().filter(c -> c.enrichment() == Enrichment.COMPLETE).count() == count;
        });
    }

    @Test
    void namesAllWhileARuntimeHangsAndOneReconnects() throws Exception {
        Path path = directory.resolve("docker.sock");
        Path hungPath = directory.resolve("podman.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        FakeRuntime podman = new FakeRuntime("podman", p -> null, hungPath);
        podman.behaviour = (call, id) -> Thread.sleep(60_000);
        containers.addRuntime(podman);
        containers.addRuntime(docker);
        Files.createDirectories(directory.resolve("cgroup/docker/" + id(0)));
        try (ServerSocketChannel hung = Sockets.listen(hungPath);
                ServerSocketChannel first = Sockets.listen(path);
                ContainerTable table = containers.open(source, ContainerOptions.DEFAULT, Object::new)) {
            table.enrich(Metadata.NAME);
            for (int i = 0; i < 101; i++) {
                docker.containers.put(id(i), ContainerFragment.of(id(i)).name("n" + i).image("bb:1").build());
                if (i > 0) {
                    table.created(1_000_000 + i, "/docker/" + id(i), 0, heard);
                }
            }
            awaitNames(table, 101);
            assertEquals(1, table.containers().stream().filter(Container::existed).count());

            first.close();
            Files.delete(path);
            await("docker to be away", () -> containers.runtimes().stream()
                    .anyMatch(s -> s.runtime().equals("docker") && s.state() == State.ABSENT));
            for (int i = 101; i < 118; i++) {
                docker.containers.put(id(i), ContainerFragment.of(id(i)).name("n" + i).image("bb:1").build());
                table.created(1_000_000 + i, "/docker/" + id(i), 0, heard);
            }
            await("17 failures", () -> {
                table.advance(System.nanoTime(), heard);
                return table.containers().stream().filter(c -> c.enrichment() == Enrichment.FAILED).count() == 17;
            });
            try (ServerSocketChannel second = Sockets.listen(path)) {
                awaitNames(table, 118);
            }
            Set<Long> serials = new HashSet<>();
            table.containers().forEach(container -> serials.add(container.serial()));
            assertEquals(118, serials.size());
        }
        containers.close();
    }

    @Test
    void takesSocketsFromConfigurations() throws Exception {
        Path path = directory.resolve("custom.sock");
        containers.addRuntime(FakeRuntime.docker());
        ConfiguredSocket socket = new ConfiguredSocket(containers,
                Map.of("runtime", " docker ", "socket", path.toString()));
        assertEquals(path, containers.runtimes().get(0).socket());
        socket.close();
        assertEquals(List.of(), containers.runtimes());
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> new ConfiguredSocket(containers, Map.of("runtime", "docker")));
        assertTrue(refused.getMessage().contains("socket is missing"));
    }

    @Test
    void checksEachSocketWithoutATraceAndWithinItsPatience() throws Exception {
        Path path = directory.resolve("docker.sock");
        Path hungPath = directory.resolve("podman.sock");
        Path deadPath = directory.resolve("crio.sock");
        FakeRuntime docker = FakeRuntime.docker(path);
        FakeRuntime podman = new FakeRuntime("podman", p -> null, hungPath);
        FakeRuntime crio = new FakeRuntime("crio", p -> null, deadPath);
        FakeRuntime absent = new FakeRuntime("containerd", p -> null, directory.resolve("containerd.sock"));
        podman.behaviour = (call, id) -> Thread.sleep(60_000);
        crio.behaviour = (call, id) -> {
            throw new java.io.IOException("connection refused");
        };
        RuntimeCheck check = new RuntimeCheck(containers, 200);
        for (FakeRuntime runtime : List.of(docker, podman, crio, absent)) {
            containers.addRuntime(runtime);
            check.addRuntime(runtime);
        }
        try (ServerSocketChannel one = Sockets.listen(path); ServerSocketChannel two = Sockets.listen(hungPath);
                ServerSocketChannel three = Sockets.listen(deadPath)) {
            long began = System.nanoTime();
            List<Finding> findings = check.run();
            assertTrue(System.nanoTime() - began < 2_000_000_000L);
            assertEquals(List.of(Finding.Level.OK, Finding.Level.FAILURE, Finding.Level.FAILURE, Finding.Level.OK),
                    findings.stream().map(Finding::level).toList());
            assertEquals("answers: docker 7.3.1", findings.get(0).text());
            assertEquals("there, but no answer within 200 ms", findings.get(1).text());
            assertEquals("there, but: connection refused", findings.get(2).text());
            assertEquals("no socket, looked at " + directory.resolve("containerd.sock"), findings.get(3).text());
            await("the connection to be closed", () -> docker.connection().closed);
        }
    }

    @Test
    void saysSoWhereNoRuntimeIsThereAtAll() {
        assertEquals(Finding.Level.WARNING, new RuntimeCheck(containers, 200).run().get(0).level());
    }
}
