package io.tallyman.runtime.docker.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.docker.DockerSocket;
import io.tallyman.testing.ToldByRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real dockerd. */
@Tag("privileged")
@Timeout(120)
class DockerdTest {
    private static Dockerd dockerd;
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private DockerConnection docker;
    private String id;

    @BeforeAll
    static void startDaemon() throws Exception {
        dockerd = new Dockerd(false);
    }

    @AfterAll
    static void stopDaemon() throws Exception {
        dockerd.close();
    }

    @BeforeEach
    void connect() {
        docker = new DockerConnection(new DockerSocket(dockerd.socket()));
    }

    @AfterEach
    void remove() throws Exception {
        docker.close();
        if (id != null) {
            dockerd.docker("rm", "-f", id);
        }
    }

    @Test
    void itsVersionIsItsOwn() throws Exception {
        assertEquals(dockerd.docker("version", "--format", "{{.Server.Version}}"), docker.version());
    }

    @Test
    void aContainerIsNamedByEventListAndInspectAlike() throws Exception {
        docker.watch(new ToldByRuntime(seen));
        id = dockerd.docker("run", "-d", "--network", "none", "--name", "tm-quay-17", "--label", "name=a label", "--label",
                "io.kubernetes.pod.name=p17", "bb:1", "/bin/sleep", "1009");
        ContainerFragment event = known("tm-quay-17");
        ContainerFragment quick = docker.quick(id);
        ContainerFragment inspected = docker.inspect(id);
        for (ContainerFragment each : List.of(event, quick, inspected)) {
            assertEquals(id, each.id());
            assertEquals("tm-quay-17", each.name());
            assertEquals("bb:1", each.image());
            assertEquals("p17", each.podName());
        }
        assertEquals(Map.of("name", "a label", "io.kubernetes.pod.name", "p17"), quick.labels());
        assertEquals(quick.labels(), inspected.labels());
        assertEquals(dockerd.docker("inspect", "--format", "{{.Image}}", id), quick.imageId());
        assertEquals(quick.imageId(), inspected.imageId());
        assertEquals(dockerd.docker("inspect", "--format", "{{.State.Pid}}", id), String.valueOf(inspected.pid()));
        Instant created = Instant.parse(dockerd.docker("inspect", "--format", "{{.Created}}", id));
        assertEquals(TimeUnit.SECONDS.toNanos(created.getEpochSecond()), inspected.created());
        assertEquals(inspected.created(), quick.created());
        assertTrue(quick.imageKnown() && inspected.imageKnown());
        assertTrue(docker.list().stream().anyMatch(each -> each.equals(ContainerFragment.of(id).name("tm-quay-17")
                .image("bb:1").imageId(quick.imageId()).labels(quick.labels()).pod("p17", null, null)
                .created(TimeUnit.SECONDS.toNanos(created.getEpochSecond())).build())));
        assertNull(docker.quick(id.replace(id.charAt(0), id.charAt(0) == '0' ? '1' : '0')));
    }

    @Test
    void itsCgroupIsRecognised() throws Exception {
        id = dockerd.docker("run", "-d", "--network", "none", "bb:1", "/bin/sleep", "1013");
        assertEquals(new CgroupMatch(id, true), DockerCgroups.match(cgroup(docker.inspect(id).pid())));
    }

    @Test
    void aParentOfItsOwnIsDeclared() throws Exception {
        id = dockerd.docker("run", "-d", "--network", "none", "--cgroup-parent", dockerd.cgroupParent(), "bb:1",
                "/bin/sleep", "1019");
        ContainerFragment inspected = docker.inspect(id);
        assertEquals(dockerd.cgroupParent() + "/" + id, inspected.cgroupPath());
        assertEquals(inspected.cgroupPath(), cgroup(inspected.pid()));
        assertEquals(new CgroupMatch(id, false), DockerCgroups.match(inspected.cgroupPath()));
    }

    @Test
    void anImageGivenByIdHasItsName() throws Exception {
        String image = dockerd.docker("images", "-q", "bb:1");
        id = dockerd.docker("create", image, "/bin/true");
        assertEquals("bb:1", docker.quick(id).image());
        assertEquals("bb:1", docker.inspect(id).image());
        assertEquals(0, docker.inspect(id).pid());
    }

    @Test
    void aShortContainerIsKnownAndRemoved() throws Exception {
        docker.watch(new ToldByRuntime(seen));
        dockerd.docker("run", "--rm", "--network", "none", "--name", "tm-short-3", "bb:1", "/bin/true");
        ContainerFragment created = known("tm-short-3");
        removed(created.id());
        assertNull(docker.quick(created.id()));
        assertNull(docker.inspect(created.id()));
    }

    @Test
    void aNewNameIsTold() throws Exception {
        id = dockerd.docker("create", "--name", "tm-before", "bb:1", "/bin/true");
        docker.watch(new ToldByRuntime(seen));
        dockerd.docker("rename", id, "tm-after");
        assertEquals(id, known("tm-after").id());
    }

    @Test
    void aStoppedDaemonBreaksTheStreamAndComesBack() throws Exception {
        try (Dockerd daemon = new Dockerd(true);
                DockerConnection connection = new DockerConnection(new DockerSocket(daemon.socket()))) {
            connection.watch(new ToldByRuntime(seen));
            daemon.stop();
            while (!(seen.take() instanceof IOException)) {
                continue;
            }
            daemon.start();
            assertEquals(docker.version(), connection.version());
        }
    }

    @Test
    void aContainerThatCameAndWentBeforeIsKnownFromTheLastMinute() throws Exception {
        dockerd.docker("run", "--rm", "--network", "none", "--name", "tm-gone-5", "bb:1", "/bin/true");
        docker.watch(new ToldByRuntime(seen));
        ContainerFragment created = known("tm-gone-5");
        assertEquals("bb:1", created.image());
        removed(created.id());
    }

    /** Waits for what is told of the container with this name; events of the last minute come before. */
    private ContainerFragment known(String name) throws InterruptedException {
        while (true) {
            if (seen.take() instanceof ContainerFragment fragment && fragment.name().equals(name)) {
                return fragment;
            }
        }
    }

    private void removed(String container) throws InterruptedException {
        while (!seen.take().equals(container)) {
            continue;
        }
    }

    /** In the hierarchy of a controller that runc always joins. */
    private static String cgroup(int pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"));
        return lines.stream().filter(line -> line.contains(":pids:") || line.startsWith("0::/") && lines.size() == 1)
                .map(line -> line.replaceFirst("^\\d+:[^:]*:", "")).findFirst().orElseThrow();
    }
}
