package io.tallyman.runtime.containerd.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.grpc.UnixChannel;
import io.tallyman.runtime.containerd.internal.events.ContainerEvent;
import io.tallyman.runtime.containerd.internal.events.Envelope;
import io.tallyman.testing.ToldByRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real containerd. */
@Tag("privileged")
@Timeout(180)
class ContainerdTest {
    /** Cgroups are the machine's, so two runs at a time must not both have a plain c1. */
    private static final String RUN = "-" + ProcessHandle.current().pid();
    private static final String C1 = "c1" + RUN;

    private static Containerd daemon;
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final List<String[]> containers = new ArrayList<>();
    private final Namespaces namespaces = new Namespaces();
    private ContainerdConnection containerd;

    @BeforeAll
    static void startDaemon() throws Exception {
        daemon = new Containerd();
        for (String each : List.of("default", "k8s.io", "acme", "moby")) {
            daemon.importImage(each);
        }
    }

    @AfterAll
    static void stopDaemon() throws Exception {
        daemon.close();
    }

    @BeforeEach
    void connect() {
        containerd = new ContainerdConnection(new UnixChannel(daemon.socket(), 10_007), namespaces.open("/"));
    }

    @AfterEach
    void remove() throws Exception {
        containerd.close();
        for (String[] each : containers) {
            daemon.ctr(each[0], "tasks", "rm", "--force", each[1]);
            daemon.ctr(each[0], "containers", "rm", each[1]);
        }
    }

    private void run(String namespace, String id, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", "-d", "--snapshotter", "native"));
        arguments.addAll(Arrays.asList(options));
        arguments.addAll(List.of(Containerd.IMAGE, id, "/bin/sleep", "1039"));
        containers.add(new String[] {namespace, id});
        daemon.ctr(namespace, arguments.toArray(new String[0]));
    }

    @Test
    void aContainerIsNamedByEventListAndQuestionsAlike() throws Exception {
        containerd.watch(new ToldByRuntime(seen));
        run("default", C1, "--label", "a=b");
        ContainerFragment event = next(ContainerFragment.class);
        ContainerFragment quick = containerd.quick(C1);
        ContainerFragment inspected = containerd.inspect(C1);
        ContainerFragment listed = containerd.list().stream().filter(each -> each.id().equals(C1)).findFirst().orElseThrow();
        for (ContainerFragment each : List.of(event, quick, inspected, listed)) {
            assertEquals(C1, each.id());
            assertEquals(C1, each.name());
            assertEquals(Containerd.IMAGE, each.image());
            assertEquals("b", each.labels().get("a"));
            assertEquals("/default/" + C1, each.cgroupPath());
            assertEquals(inspected.created(), each.created());
        }
        String target = daemon.ctr("default", "images", "ls").replaceAll("(?s).*(sha256:[0-9a-f]{64}).*", "$1");
        for (ContainerFragment each : List.of(quick, inspected, listed)) {
            assertEquals("docker.io/library/bb@" + target, each.imageDigest());
            assertEquals(daemon.imageId(), each.imageId());
            assertTrue(each.imageKnown());
        }
        assertTrue(daemon.ctr("default", "tasks", "ls").matches("(?s).*" + C1 + "\\s+" + inspected.pid() + "\\s.*"));
        assertEquals("/default/" + C1, cgroup(inspected.pid()));
        assertEquals(new CgroupMatch(C1, false), ContainerdCgroups.match("/default/" + C1, namespaces));
    }

    @Test
    void aContainerThatIsGoneBeforeItCanBeAskedForIsNamedByItsEvent() throws Exception {
        ContainerEvent event = ContainerEvent.newBuilder().setId("gone" + RUN).setImage(Containerd.IMAGE).build();
        containerd.report(Envelope.newBuilder().setNamespace("default").setTopic("/containers/create")
                .setEvent(Any.newBuilder().setValue(event.toByteString())).build(), new ToldByRuntime(seen));
        ContainerFragment gone = next(ContainerFragment.class);
        assertEquals(List.of("gone" + RUN, "gone" + RUN, Containerd.IMAGE), List.of(gone.id(), gone.name(), gone.image()));
    }

    @Test
    void aNamespaceIsLearntFromItsFirstContainer() throws Exception {
        containerd.watch(new ToldByRuntime(seen));
        run("acme", "web.2" + RUN, "--cgroup", "/" + daemon.cgroup() + "/x17", "--label", "nerdctl/name=quay");
        assertEquals("/" + daemon.cgroup() + "/x17", next(ContainerFragment.class).cgroupPath());
        ContainerFragment inspected = containerd.inspect("web.2" + RUN);
        assertEquals("quay", inspected.name());
        assertEquals("/" + daemon.cgroup() + "/x17", cgroup(inspected.pid()));
        assertEquals(new CgroupMatch("c9", false), ContainerdCgroups.match("/acme/c9", namespaces));
    }

    @Test
    void kubernetesContainersAndSandboxesCarryTheirPod() throws Exception {
        String id = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
        run("k8s.io", id, "--label", "io.cri-containerd.kind=container", "--label", "io.kubernetes.container.name=web",
                "--label", "io.kubernetes.pod.name=p1", "--label", "io.kubernetes.pod.namespace=demo", "--label",
                "io.kubernetes.pod.uid=u1", "--annotation", "io.kubernetes.cri.image-name=bb:1");
        ContainerFragment web = containerd.quick(id);
        assertEquals(List.of("web", "bb:1", "p1", "demo", "u1"),
                List.of(web.name(), web.image(), web.podName(), web.podNamespace(), web.podUid()));
        assertTrue(web.imageDigest().startsWith("bb@sha256:"));
        String unlabelled = id.substring(1) + "f";
        run("k8s.io", unlabelled, "--annotation", "io.kubernetes.cri.container-type=container", "--annotation",
                "io.kubernetes.cri.container-name=c-an", "--annotation", "io.kubernetes.cri.sandbox-name=pod-an",
                "--annotation", "io.kubernetes.cri.sandbox-namespace=nsan", "--annotation",
                "io.kubernetes.cri.sandbox-uid=u2", "--label", "io.kubernetes.pod.name=the-images-own-label");
        ContainerFragment anonymous = containerd.quick(unlabelled);
        assertEquals(List.of("c-an", "pod-an", "nsan", "u2"), List.of(anonymous.name(), anonymous.podName(),
                anonymous.podNamespace(), anonymous.podUid()));
        run("k8s.io", "sandbox-3" + RUN, "--label", "io.cri-containerd.kind=sandbox", "--annotation",
                "io.kubernetes.cri.sandbox-name=p3", "--annotation", "io.kubernetes.cri.sandbox-namespace=kube");
        ContainerFragment sandbox = containerd.quick("sandbox-3" + RUN);
        assertTrue(sandbox.sandbox());
        assertEquals("POD", sandbox.name());
        assertEquals("p3", sandbox.podName());
        assertEquals("kube", sandbox.podNamespace());
    }

    @Test
    void anImageIdHasItsName() throws Exception {
        daemon.ctr("k8s.io", "images", "tag", "--force", Containerd.IMAGE, daemon.imageId());
        containers.add(new String[] {"k8s.io", "byid" + RUN});
        daemon.ctr("k8s.io", "run", "-d", "--snapshotter", "native", daemon.imageId(), "byid" + RUN, "/bin/sleep", "1049");
        assertEquals(Containerd.IMAGE, containerd.quick("byid" + RUN).image());
        assertEquals(Containerd.IMAGE, containerd.inspect("byid" + RUN).image());
    }

    @Test
    void dockersNamespaceIsLeftToDocker() throws Exception {
        containerd.watch(new ToldByRuntime(seen));
        run("moby", "dockers" + RUN);
        run("default", "ours" + RUN);
        assertEquals("ours" + RUN, next(ContainerFragment.class).id());
        assertNull(containerd.quick("dockers" + RUN));
        assertNull(containerd.inspect("dockers" + RUN));
        assertTrue(containerd.list().stream().noneMatch(each -> each.id().equals("dockers" + RUN)));
    }

    @Test
    void aRemovedContainerIsTold() throws Exception {
        containerd.watch(new ToldByRuntime(seen));
        daemon.ctr("default", "run", "--rm", "--snapshotter", "native", Containerd.IMAGE, "short" + RUN, "/bin/true");
        assertEquals("short" + RUN, next(ContainerFragment.class).id());
        assertEquals("short" + RUN, next(String.class));
        assertNull(containerd.quick("short" + RUN));
        assertTrue(containerd.list().stream().noneMatch(each -> each.id().equals("short" + RUN)));
    }

    @Test
    void aStoppedDaemonBreaksTheStreamAndComesBack() throws Exception {
        containerd.watch(new ToldByRuntime(seen));
        daemon.stop();
        assertInstanceOf(IOException.class, next(IOException.class));
        daemon.start();
        UnixChannel channel = new UnixChannel(daemon.socket(), 10_007);
        try (ContainerdConnection again = new ContainerdConnection(channel, namespaces.open("/"))) {
            assertTrue(daemon.ctr("default", "version").contains(again.version()));
        }
    }

    private <T> T next(Class<T> type) throws InterruptedException {
        Object told = seen.take();
        while (!type.isInstance(told)) {
            told = seen.take();
        }
        return type.cast(told);
    }

    /** In the hierarchy of a controller that runc always joins. */
    private static String cgroup(int pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"));
        return lines.stream().filter(line -> line.contains(":pids:") || line.startsWith("0::/") && lines.size() == 1)
                .map(line -> line.replaceFirst("^\\d+:[^:]*:", "")).findFirst().orElseThrow();
    }
}
