package io.tallyman.runtime.podman.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.docker.DockerSocket;
import io.tallyman.testing.ToldByRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real Podman. */
@Tag("privileged")
@Timeout(120)
class PodmanServiceTest {
    private static PodmanService service;
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private PodmanConnection podman;

    @BeforeAll
    static void startService() throws Exception {
        service = new PodmanService();
    }

    @AfterAll
    static void stopService() throws Exception {
        service.close();
    }

    @BeforeEach
    void connect() throws Exception {
        podman = new PodmanConnection(new DockerSocket(service.socket()), Storage.usual());
        podman.learnStorage();
    }

    @AfterEach
    void disconnect() {
        podman.close();
    }

    @Test
    void aContainerIsNamedByStorageEventListAndInspectAlike() throws Exception {
        podman.watch(new ToldByRuntime(seen));
        String id = service.run("--name", "quay-17", "--label", "name=a label", "bb:1", "/bin/sleep", "1021");
        ContainerFragment quick = podman.quick(id);
        ContainerFragment inspected = podman.inspect(id);
        ContainerFragment event = known(id);
        ContainerFragment listed = podman.list().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
        for (ContainerFragment each : List.of(quick, inspected, event, listed)) {
            assertEquals(id, each.id());
            assertEquals("quay-17", each.name());
            assertEquals("localhost/bb:1", each.image());
        }
        assertTrue(quick.created() > 0);
        assertEquals(quick.created(), inspected.created());
        assertEquals(quick.created(), listed.created());
        assertEquals(Map.of("name", "a label"), inspected.labels());
        assertEquals(inspected.labels(), listed.labels());
        assertEquals("sha256:" + service.podman("inspect", "--format", "{{.Image}}", id), quick.imageId());
        assertEquals(quick.imageId(), inspected.imageId());
        assertEquals("localhost/bb@" + service.podman("image", "inspect", "--format", "{{.Digest}}", "bb:1"),
                inspected.imageDigest());
        assertEquals(inspected.imageDigest(), quick.imageDigest());
        assertTrue(quick.imageKnown() && inspected.imageKnown());
        assertEquals(service.podman("inspect", "--format", "{{.State.Pid}}", id), String.valueOf(inspected.pid()));
        assertEquals(inspected.pid(), listed.pid());
        assertEquals(inspected.cgroupPath(), cgroup(inspected.pid()));
        assertEquals(new CgroupMatch(id, true), PodmanCgroups.match(inspected.cgroupPath()));
    }

    @Test
    void quickDoesNotWaitForAContainerThatIsBeingStarted() throws Exception {
        CompletableFuture<String> started = new CompletableFuture<>();
        podman.watch(new ToldByRuntime(seen));
        String id = service.podman("create", "--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit",
                "nproc=1024:1024", "--name", "starting-3", "bb:1", "/bin/sleep", "1031");
        Thread starter = new Thread(() -> {
            try {
                started.complete(service.podman("start", id));
            } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
            }
        });
        starter.start();
        int answers = 0;
        while (!started.isDone()) {
            assertEquals("starting-3", podman.quick(id).name());
            answers++;
        }
        started.get();
        assertTrue(answers > 3, "a question that waits for the lock is answered once, not " + answers + " times");
    }

    @Test
    void aPodAndItsInfraContainerAreKnown() throws Exception {
        String pod = service.podman("pod", "create", "--name", "pod-5", "--infra-image", "localhost/bb:1",
                "--infra-command", "/bin/sleep 1033", "--network", "none");
        String id = service.podman("create", "--pod", "pod-5", "--name", "inpod-5", "bb:1", "/bin/true");
        ContainerFragment inspected = podman.inspect(id);
        assertEquals("pod-5", inspected.podName());
        assertEquals(pod, inspected.podUid());
        assertTrue(podman.list().stream().anyMatch(each -> each.id().equals(id) && each.podName().equals("pod-5")
                && !each.sandbox()));
        assertTrue(podman.list().stream().anyMatch(each -> each.sandbox() && each.podUid().equals(pod)));
    }

    @Test
    void anImageGivenByIdHasItsName() throws Exception {
        String image = service.podman("images", "-q", "--no-trunc", "bb:1");
        String id = service.podman("create", image, "/bin/true");
        assertEquals("localhost/bb:1", podman.quick(id).image());
        assertEquals("localhost/bb:1", podman.inspect(id).image());
    }

    @Test
    void aShortContainerIsKnownAndRemoved() throws Exception {
        podman.watch(new ToldByRuntime(seen));
        String id = service.run("--rm", "--name", "short-7", "bb:1", "/bin/true");
        assertEquals("short-7", known(id).name());
        next(String.class, id::equals);
        assertNull(podman.quick(id));
        assertNull(podman.inspect(id));
    }

    @Test
    void aStoppedServiceBreaksTheStreamAndComesBack() throws Exception {
        podman.watch(new ToldByRuntime(seen));
        service.stop();
        Files.deleteIfExists(service.socket());
        next(IOException.class, why -> true);
        service.start();
        assertEquals(service.podman("version", "--format", "{{.Server.Version}}"), podman.version());
    }

    private ContainerFragment known(String id) throws InterruptedException {
        return next(ContainerFragment.class, fragment -> fragment.id().equals(id));
    }

    /** Events of the tests before may still come: Podman tells late. */
    private <T> T next(Class<T> type, Predicate<T> wanted) throws InterruptedException {
        while (true) {
            Object told = seen.take();
            if (type.isInstance(told) && wanted.test(type.cast(told))) {
                return type.cast(told);
            }
        }
    }

    /** In the hierarchy of a controller that runc always joins. */
    private static String cgroup(int pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"));
        return lines.stream().filter(line -> line.contains(":pids:") || line.startsWith("0::/") && lines.size() == 1)
                .map(line -> line.replaceFirst("^\\d+:[^:]*:", "")).findFirst().orElseThrow();
    }
}
