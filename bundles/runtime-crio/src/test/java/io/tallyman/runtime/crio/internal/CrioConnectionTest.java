package io.tallyman.runtime.crio.internal;

import static io.tallyman.lib.grpc.ScriptedServer.error;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.grpc.ScriptedServer;
import io.tallyman.runtime.crio.internal.cri.ContainerEventResponse;
import io.tallyman.runtime.crio.internal.cri.ContainerEventType;
import io.tallyman.runtime.crio.internal.cri.ContainerStatusResponse;
import io.tallyman.runtime.crio.internal.cri.ImageServiceGrpc;
import io.tallyman.runtime.crio.internal.cri.ImageStatusResponse;
import io.tallyman.runtime.crio.internal.cri.ListContainersResponse;
import io.tallyman.runtime.crio.internal.cri.ListPodSandboxResponse;
import io.tallyman.runtime.crio.internal.cri.PodSandboxStatusResponse;
import io.tallyman.runtime.crio.internal.cri.RuntimeServiceGrpc;
import io.tallyman.runtime.crio.internal.cri.VersionResponse;
import io.tallyman.testing.ToldByRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as a CRI-O has been recorded to. */
@Timeout(30)
class CrioConnectionTest {
    private static final String C1 = "e1d73ddc4d0e1a1e7bad3285d26e1901d705b7ef6820d6edde4e59822e4d9e3e";
    private static final String C4 = "9e0d8234aba65d3fde4a62cc976bfa64dc6b41970b87364229dfd1965ff546c7";
    private static final String C5 = "dce92746e686a8943c6ca21e20cbd6c4c35449508c2242efde4912ae3793db3e";
    private static final String P1 = "80783358b5bac13f6901ba511ee7f35f7fa4839067a8c02277ccc55f460d498a";
    private static final String UID = "ca3b03da-dd85-4184-7f93-4a138f024e33";
    private static final String PODS = "/kubepods/besteffort/pod" + UID;
    private static final String DIGEST = "localhost/bb@sha256:80359a5f317fa40b8b3c9f3dfc0be2352e5c84f74203db9a3021db1d26679f08";
    private static final String IMAGE_ID = "sha256:1dad83dd171983288c90663c66547c8d78f5b22f73dcfcae54578d070cb71574";
    private static final long CREATED = 1795311100_529838982L;
    private static final long NOT_FOUND = TimeUnit.MILLISECONDS.toNanos(30);

    @TempDir
    Path dir;
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private ScriptedServer server;
    private CrioConnection crio;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(dir.resolve("crio.sock"));
        server.always(RuntimeServiceGrpc.getVersionMethod(), Recorded.answer("Version", VersionResponse.getDefaultInstance()));
        server.always(RuntimeServiceGrpc.getListContainersMethod(),
                Recorded.answer("ListContainers", ListContainersResponse.getDefaultInstance()));
        server.always(RuntimeServiceGrpc.getListPodSandboxMethod(),
                Recorded.answer("ListPodSandbox", ListPodSandboxResponse.getDefaultInstance()));
        server.on(RuntimeServiceGrpc.getContainerStatusMethod(), error(Status.NOT_FOUND));
        server.on(RuntimeServiceGrpc.getPodSandboxStatusMethod(), error(Status.NOT_FOUND));
        crio = new CrioConnection(server.socket(), 10_007, new BundleFiles(dir.resolve("bundles")));
    }

    @AfterEach
    void stop() throws IOException {
        crio.close();
        server.close();
    }

    @Test
    void itsVersionIsItsOwn() throws Exception {
        assertEquals("1.36.3", crio.version());
    }

    @Test
    void containerdIsNotTakenForCrio() {
        server.always(RuntimeServiceGrpc.getVersionMethod(), VersionResponse.newBuilder().setRuntimeName("containerd")
                .setRuntimeVersion("1.6.20~ds1").build());
        assertEquals("does not answer as CRI-O does", assertThrows(IOException.class, crio::version).getMessage());
        server.on(RuntimeServiceGrpc.getVersionMethod(), error(Status.UNIMPLEMENTED));
        assertEquals("does not speak CRI v1", assertThrows(IOException.class, crio::version).getMessage());
    }

    @Test
    void aBundleNamesAContainerThatCrioStillDenies() throws Exception {
        bundle(C1, "config-c1");
        assertEquals(ContainerFragment.of(C1).name("c1").image("localhost/bb:1").healthcheck(List.of()).imageDigest(DIGEST)
                .imageId(IMAGE_ID)
                .imageKnown(true).labels(labels("c1")).pod("p1", "demo", UID).created(CREATED)
                .cgroupPath(PODS + "/crio-" + C1).build(), crio.quick(C1));
        assertEquals(List.of(), server.calls());
    }

    @Test
    void aBundleNamesASandbox() throws Exception {
        bundle(P1, "config-p1");
        ContainerFragment sandbox = crio.quick(P1);
        assertTrue(sandbox.sandbox());
        assertEquals("POD", sandbox.name());
        assertEquals("localhost/pause:1", sandbox.image());
        assertEquals("p1", sandbox.podName());
        assertEquals("demoapp", sandbox.labels().get("app"));
    }

    @Test
    void halfABundleAndAForeignOneAreNone() throws Exception {
        Path config = bundle(C1, "config-c1");
        byte[] whole = Files.readAllBytes(config);
        for (int length : new int[] {0, 1, 17, whole.length / 2, whole.length - 3}) {
            Files.write(config, Arrays.copyOf(whole, length));
            assertNull(crio.quick(C1));
        }
        Files.write(config, Recorded.open("config-p1").readAllBytes());
        assertNull(crio.quick(C1));
        Files.writeString(config, "[".repeat(100_003));
        assertNull(crio.quick(C1));
        Files.writeString(config, " ".repeat(1024 * 1024 + 1));
        assertNull(crio.quick(C1));
        Files.delete(config);
        Files.createSymbolicLink(config, Files.write(dir.resolve("elsewhere"), whole));
        assertNull(crio.quick(C1));
        Files.delete(config);
        Files.write(config, whole);
        assertEquals("c1", crio.quick(C1).name());
    }

    @Test
    void withoutItsBundleAContainerIsDeniedForThirtyMillisecondsAndThenNamed() throws Exception {
        AtomicLong appeared = new AtomicLong();
        server.on(RuntimeServiceGrpc.getContainerStatusMethod(), (question, headers, to) -> {
            appeared.compareAndSet(0, System.nanoTime());
            if (System.nanoTime() - appeared.get() < NOT_FOUND) {
                to.onError(Status.NOT_FOUND.withDescription("could not find container \"" + question.getContainerId()
                        + "\": specified container not found: " + question.getContainerId()).asRuntimeException());
            } else {
                to.onNext(Recorded.answer("ContainerStatus-c1", ContainerStatusResponse.getDefaultInstance()));
                to.onCompleted();
            }
        });
        int denied = 0;
        ContainerFragment fragment = crio.quick(C1);
        while (fragment == null) {
            denied++;
            fragment = crio.quick(C1);
        }
        assertTrue(denied > 0);
        assertEquals("c1", fragment.name());
        assertEquals("localhost/bb:1", fragment.image());
    }

    @Test
    void inspectTellsEverything() throws Exception {
        status("ContainerStatus-c1");
        assertEquals(ContainerFragment.of(C1).name("c1").image("localhost/bb:1").healthcheck(List.of()).imageDigest(DIGEST)
                .imageId(IMAGE_ID)
                .imageKnown(true).labels(labels("c1")).pod("p1", "demo", UID).created(CREATED).pid(5117)
                .cgroupPath(PODS + "/crio-" + C1).build(), crio.inspect(C1));
        assertNull(crio.inspect(C4));
        assertNull(crio.inspect("c1"));
    }

    @Test
    void thePidOfAnExitedContainerIsNobodys() throws Exception {
        status("ContainerStatus-c5");
        assertEquals("c5", crio.inspect(C5).name());
        assertEquals(0, crio.inspect(C5).pid());
    }

    @Test
    void aSandboxIsKnownByItsOwnStatus() throws Exception {
        server.always(RuntimeServiceGrpc.getPodSandboxStatusMethod(),
                Recorded.answer("PodSandboxStatus-p1", PodSandboxStatusResponse.getDefaultInstance()));
        ContainerFragment sandbox = crio.inspect(P1);
        assertEquals(List.of("POD", "localhost/pause:1", "p1", "demo", UID), List.of(sandbox.name(), sandbox.image(),
                sandbox.podName(), sandbox.podNamespace(), sandbox.podUid()));
        assertTrue(sandbox.sandbox());
        assertEquals(PODS + "/crio-" + P1, sandbox.cgroupPath());
    }

    @Test
    void anImageThatTheKubeletGaveByIdHasItsName() throws Exception {
        ContainerStatusResponse.Builder answer = Recorded.answer("ContainerStatus-c4",
                ContainerStatusResponse.getDefaultInstance()).toBuilder();
        answer.getStatusBuilder().getImageBuilder().setImage(IMAGE_ID.substring(7));
        answer.getStatusBuilder().setImageRef(IMAGE_ID.substring(7));
        server.always(RuntimeServiceGrpc.getContainerStatusMethod(), answer.build());
        server.always(ImageServiceGrpc.getImageStatusMethod(), ImageStatusResponse.getDefaultInstance());
        assertEquals("", crio.quick(C4).image());
        server.always(ImageServiceGrpc.getImageStatusMethod(),
                Recorded.answer("ImageStatus-bb", ImageStatusResponse.getDefaultInstance()));
        assertEquals("localhost/bb:1", crio.quick(C4).image());
        assertEquals(DIGEST, crio.quick(C4).imageDigest());
        assertEquals(IMAGE_ID, crio.quick(C4).imageId());
    }

    @Test
    void listHasContainersAndSandboxes() throws Exception {
        List<ContainerFragment> all = crio.list();
        assertEquals(List.of(P1, C4, C1), all.stream().map(ContainerFragment::id).toList());
        assertEquals(List.of("POD", "c4", "c1"), all.stream().map(ContainerFragment::name).toList());
        assertEquals("", all.get(1).image());
        assertEquals("localhost/bb:1", all.get(2).image());
        for (ContainerFragment each : all.subList(1, 3)) {
            assertEquals(DIGEST, each.imageDigest());
            assertEquals(IMAGE_ID, each.imageId());
        }
        assertTrue(all.get(0).sandbox());
        assertEquals("kube", all.get(1).podNamespace());
    }

    @Test
    void aContainerWithoutTheKubeletsLabelsHasItsNameAndItsPod() throws Exception {
        String anon = Recorded.text("config-c1").replaceAll("io\\.kubernetes\\.(pod|container)\\.", "other.$1.")
                .replace("k8s_p1_demo_", "k8s_pod_an_nsan_");
        Files.writeString(bundle(C1, "config-c1"), anon);
        ContainerFragment fragment = crio.quick(C1);
        assertEquals(List.of("c1", "pod_an", "nsan", UID), List.of(fragment.name(), fragment.podName(),
                fragment.podNamespace(), fragment.podUid()));
    }

    @Test
    void theListTellsThePodOfAContainerWithoutLabelsAndWithoutABundle() throws Exception {
        ListContainersResponse.Builder answer = Recorded.answer("ListContainers",
                ListContainersResponse.getDefaultInstance()).toBuilder();
        answer.getContainersBuilder(1).clearLabels();
        server.always(RuntimeServiceGrpc.getListContainersMethod(), answer.build());
        ContainerFragment c1 = crio.list().get(2);
        assertEquals(List.of("c1", "p1", "demo", UID), List.of(c1.name(), c1.podName(), c1.podNamespace(), c1.podUid()));
    }

    @Test
    void thePodsOwnerCannotNameAnotherPodByAnAnnotation() throws Exception {
        String spoofed = Recorded.text("config-c1").replace("\"io.kubernetes.pod.name\": \"p1\"",
                "\"io.kubernetes.pod.name\": \"kube-apiserver\"");
        Path config = bundle(C1, "config-c1");
        assertTrue(spoofed.contains("kube-apiserver"));
        Files.writeString(config, spoofed);
        assertEquals("p1", crio.quick(C1).podName());
    }

    @Test
    void everySourceTellsOneTimeAndOneFormOfTheImage() throws Exception {
        String byDigest = Recorded.text("config-c1").replace("\"io.kubernetes.cri-o.Image\": \"localhost/bb:1\"",
                "\"io.kubernetes.cri-o.Image\": \"" + DIGEST + "\"");
        status("ContainerStatus-c1");
        Files.writeString(bundle(C1, "config-c1"), byDigest);
        ContainerFragment before = crio.list().get(2);
        ContainerFragment after = crio.quick(C1);
        assertEquals(DIGEST, after.image());
        assertEquals(after, before);
        assertEquals(DIGEST, after.imageDigest());
        assertEquals(after.created(), crio.inspect(C1).created());
    }

    @Test
    void theEndOfAStreamOfNoEventsIsNoBreakButALostConnectionIs() throws Exception {
        server.on(RuntimeServiceGrpc.getGetContainerEventsMethod(), (question, headers, to) -> to.onCompleted());
        crio.watch(new ToldByRuntime(seen));
        assertEquals("1.36.3", crio.version());
        assertNull(seen.poll(100, TimeUnit.MILLISECONDS));
        server.close();
        assertEquals("has hung up", assertInstanceOf(IOException.class, seen.take()).getMessage());
        assertNull(seen.poll(100, TimeUnit.MILLISECONDS));
    }

    @Test
    void eventsNameAndRemoveContainers() throws Exception {
        ContainerStatusResponse c1 = Recorded.answer("ContainerStatus-c1", ContainerStatusResponse.getDefaultInstance());
        server.on(RuntimeServiceGrpc.getGetContainerEventsMethod(), (question, headers, to) -> {
            to.onNext(ContainerEventResponse.newBuilder().setContainerId(C1).addContainersStatuses(c1.getStatus()).build());
            to.onNext(ContainerEventResponse.newBuilder().setContainerId("../c1").build());
            to.onNext(ContainerEventResponse.newBuilder().setContainerId(C1)
                    .setContainerEventType(ContainerEventType.CONTAINER_DELETED_EVENT).build());
        });
        crio.watch(new ToldByRuntime(seen));
        assertEquals("c1", assertInstanceOf(ContainerFragment.class, seen.take()).name());
        assertEquals(C1, seen.take());
    }

    private void status(String name) {
        ContainerStatusResponse answer = Recorded.answer(name, ContainerStatusResponse.getDefaultInstance());
        server.always(RuntimeServiceGrpc.getContainerStatusMethod(), answer);
    }

    private Path bundle(String id, String recorded) throws IOException {
        Path config = Files.createDirectories(dir.resolve("bundles").resolve(id).resolve("userdata")).resolve("config.json");
        return Files.write(config, Recorded.open(recorded).readAllBytes());
    }

    private static Map<String, String> labels(String container) {
        Map<String, String> labels = new HashMap<>();
        labels.put("io.kubernetes.container.name", container);
        labels.put("io.kubernetes.pod.name", "p1");
        labels.put("io.kubernetes.pod.namespace", "demo");
        labels.put("io.kubernetes.pod.uid", UID);
        return labels;
    }
}
