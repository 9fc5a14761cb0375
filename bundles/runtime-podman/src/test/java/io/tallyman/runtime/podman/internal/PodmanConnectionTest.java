package io.tallyman.runtime.podman.internal;

import static io.tallyman.lib.docker.ScriptedDaemon.json;
import static io.tallyman.lib.docker.ScriptedDaemon.stream;
import static io.tallyman.lib.docker.ScriptedDaemon.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.docker.DockerSocket;
import io.tallyman.lib.docker.ScriptedDaemon;
import io.tallyman.testing.ToldByRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class PodmanConnectionTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String POD = "5872993c".repeat(8);
    private static final String IMAGE = "7d4fb48b".repeat(8);
    private static final String DIGEST = "sha256:" + "b80f4a42".repeat(8);
    private static final long STORED = 1795346603_917404652L;
    private static final String API = "/v4.0.0/libpod";

    @TempDir
    Path dir;
    private Path list;
    private ScriptedDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        list = Files.createDirectories(dir.resolve("graph/overlay-containers")).resolve("containers.json");
        daemon = new ScriptedDaemon(dir.resolve("podman.sock"));
        daemon.on("/_ping", out -> text(out, "HTTP/1.1 200 OK\r\nLibpod-Api-Version: 4.3.1\r\n\r\nOK"));
        daemon.on(API + "/containers/json", json("[]"));
        image("localhost/bb:1");
        daemon.on(API + "/info", json("{\"store\":{\"graphDriverName\":\"overlay\",\"graphRoot\":\""
                + dir.resolve("graph") + "\",\"runRoot\":\"" + dir.resolve("run") + "\"}}"));
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    /** A connection that has learnt where the storage is. */
    private PodmanConnection connect() throws IOException, InterruptedException {
        PodmanConnection podman = new PodmanConnection(new DockerSocket(daemon.socket()), Storage.usual());
        podman.learnStorage();
        return podman;
    }

    @Test
    void dockerIsNotTakenForPodman() throws Exception {
        try (PodmanConnection podman = connect()) {
            assertEquals("4.3.1", podman.version());
            daemon.on("/_ping", out -> text(out, "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n\r\nOK"));
            assertEquals("does not answer as Podman does", assertThrows(IOException.class, podman::version).getMessage());
        }
    }

    @Test
    void quickReadsTheListOfTheStorage() throws Exception {
        Files.writeString(list, "[" + entry(ID.replace('0', '1'), "other", "localhost/x:2", "") + ","
                + entry(ID, "quay", "localhost/bb:1", "") + "]");
        try (PodmanConnection podman = connect()) {
            assertEquals(ContainerFragment.of(ID).name("quay").image("localhost/bb:1").imageId("sha256:" + IMAGE)
                    .imageDigest("localhost/bb@" + DIGEST).imageKnown(true).created(STORED).build(), podman.quick(ID));
            assertEquals(podman.quick(ID), podman.quick(ID));
            assertEquals(List.of("GET " + API + "/info", "GET " + API + "/images/" + IMAGE + "/json"), daemon.requests());
            assertNull(podman.quick(ID.replace('0', '2')));
            assertNull(podman.quick("c1"));
        }
    }

    @Test
    void quickTellsOfAContainerThatWasRemovedWhilePodmanLookedForTheImage() throws Exception {
        String other = ID.replace('0', '1');
        String mine = entry(ID, "first", "localhost/bb:1", "");
        Files.writeString(list, "[" + mine + "," + entry(other, "second", "localhost/bb:1", "") + "]");
        daemon.on(API + "/images/" + IMAGE + "/json", out -> {
            Files.writeString(list, "[" + mine + "]");
            json("{\"Digest\":\"" + DIGEST + "\",\"RepoTags\":[]}").write(out);
        });
        try (PodmanConnection podman = connect()) {
            assertEquals("first", podman.quick(ID).name());
            ContainerFragment second = podman.quick(other);
            assertEquals("second", second.name());
            assertEquals("localhost/bb@" + DIGEST, second.imageDigest());
            assertTrue(second.imageKnown());
        }
    }

    @Test
    void quickSeesVolatileContainersToo() throws Exception {
        Files.writeString(list, "[]");
        Path run = Files.createDirectories(dir.resolve("run/overlay-containers"));
        Files.writeString(run.resolve("volatile-containers.json"), "[" + entry(ID, "short", "localhost/bb:1", "") + "]");
        try (PodmanConnection podman = connect()) {
            assertEquals("short", podman.quick(ID).name());
        }
    }

    @Test
    void theContainersOfCrioAndBuildahAreNotPodmans() throws Exception {
        String buildah = ID.replace('0', '1');
        Files.writeString(list, "[" + entry(ID, "k8s_c1_p1", "localhost/bb:1", ",\\\"pod-id\\\":\\\"p\\\"") + ",{\"id\":\""
                + buildah + "\",\"names\":[\"bb-working-container\"],\"metadata\":\"\"},null,{}]");
        try (PodmanConnection podman = connect()) {
            assertNull(podman.quick(ID));
            assertNull(podman.quick(buildah));
        }
    }

    @Test
    void anImageIdIsAnImageNameOnlyWhereThereIsNone() throws Exception {
        Files.writeString(list, "[" + entry(ID, "byid", "sha256:" + IMAGE, "") + "]");
        inspected("sha256:" + IMAGE, "");
        try (PodmanConnection podman = connect()) {
            for (ContainerFragment each : List.of(podman.quick(ID), podman.inspect(ID))) {
                assertEquals("localhost/bb:1", each.image());
                assertEquals("localhost/bb@" + DIGEST, each.imageDigest());
            }
        }
        image("");
        try (PodmanConnection podman = connect()) {
            assertEquals("sha256:" + IMAGE, podman.quick(ID).image());
            assertEquals("sha256:" + IMAGE, podman.inspect(ID).image());
        }
    }

    @Test
    void aNameOutlivesItsImage() throws Exception {
        Files.writeString(list, "[" + entry(ID, "quay", "localhost/bb:1", "") + "]");
        daemon.on(API + "/images/" + IMAGE + "/json", ScriptedDaemon.status(500));
        try (PodmanConnection podman = connect()) {
            assertEquals("quay", podman.quick(ID).name());
            assertFalse(podman.quick(ID).imageKnown());
        }
    }

    @Test
    void everySourceTellsOneTime() throws Exception {
        Files.writeString(list, "[" + entry(ID, "quay", "localhost/bb:1", "") + "]");
        daemon.on(API + "/containers/json", json("[" + listed() + "]"));
        inspected("localhost/bb:1", "");
        try (PodmanConnection podman = connect()) {
            assertEquals(STORED, podman.quick(ID).created());
            assertEquals(STORED, podman.list().get(0).created());
            assertEquals(STORED, podman.inspect(ID).created());
        }
        try (PodmanConnection early = new PodmanConnection(new DockerSocket(daemon.socket()), Storage.usual())) {
            assertEquals(0, early.list().get(0).created());
        }
    }

    @Test
    void aListThatIsGarbageOrHugeOrNoFileDoesNoHarm() throws Exception {
        try (PodmanConnection podman = connect()) {
            Files.writeString(list, "[{");
            assertThrows(IOException.class, () -> podman.quick(ID));
            Files.writeString(list, "[" + " ".repeat(4 * 1024 * 1024) + entry(ID, "quay", "x", "") + "]");
            assertNull(podman.quick(ID));
            Files.delete(list);
            Path elsewhere = Files.writeString(dir.resolve("elsewhere"), "[" + entry(ID, "quay", "x", "") + "]");
            Files.createSymbolicLink(list, elsewhere);
            assertNull(podman.quick(ID));
        }
    }

    @Test
    void aServiceThatNeverSaysWhereItsStorageIsIsListedAllTheSame() throws Exception {
        daemon.on(API + "/info", ScriptedDaemon.silence());
        daemon.on(API + "/containers/json", json("[" + listed() + "]"));
        daemon.on("/events", stream(ScriptedDaemon.silence()));
        try (PodmanConnection podman = new PodmanConnection(new DockerSocket(daemon.socket()), Storage.usual())) {
            podman.watch(new ToldByRuntime(new LinkedBlockingQueue<>()));
            assertEquals("inpod", podman.list().get(0).name());
        }
        while (daemon.connections() > 0) {
            Thread.sleep(2);
        }
    }

    @Test
    void withoutAStorageQuickAsksTheService() throws Exception {
        daemon.on(API + "/containers/json", json("[" + listed() + "]"));
        try (PodmanConnection podman = connect()) {
            assertEquals("inpod", podman.quick(ID).name());
            assertTrue(daemon.requests().get(1).endsWith("all=true&filters=%7B%22id%22%3A%5B%22" + ID + "%22%5D%7D"));
        }
    }

    @Test
    void insideAContainerTheServiceIsAskedAndNotAStorageOfThisMachine() throws Exception {
        Files.writeString(list, "[" + entry(ID, "quay", "x", "") + "]");
        daemon.on(API + "/containers/json", json("[" + listed() + "]"));
        daemon.on("/events", stream(ScriptedDaemon.silence()));
        try (PodmanConnection podman = new PodmanConnection(new DockerSocket(daemon.socket()), Storage.ELSEWHERE)) {
            podman.watch(new ToldByRuntime(new LinkedBlockingQueue<>()));
            assertEquals("inpod", podman.quick(ID).name());
            assertTrue(daemon.requests().stream().noneMatch(request -> request.contains("/info")));
        }
    }

    @Test
    void listKnowsPodsAndTheirInfraContainers() throws Exception {
        daemon.on(API + "/containers/json", json("[" + listed() + ",{\"Names\":[\"x\"]},null]"));
        try (PodmanConnection podman = connect()) {
            assertEquals(List.of(ContainerFragment.of(ID).name("inpod").image("localhost/bb:1").imageId("sha256:" + IMAGE)
                    .labels(Map.of("a", "b")).pod("pd1", "", POD).sandbox(true).created(1795346604_241927692L).pid(18893)
                    .build()), podman.list());
        }
    }

    @Test
    void inspectTellsEverything() throws Exception {
        inspected("localhost:5000/bb:1", POD);
        daemon.on(API + "/pods/" + POD + "/json", json("{\"Name\":\"pd1\"}"));
        try (PodmanConnection podman = connect()) {
            assertEquals(ContainerFragment.of(ID).name("inpod").image("localhost:5000/bb:1").imageId("sha256:" + IMAGE)
                    .imageDigest("localhost:5000/bb@" + DIGEST).imageKnown(true).healthcheck(List.of())
                    .labels(Map.of("a", "b"))
                    .pod("pd1", "", POD)
                    .created(1795346604_241927692L).pid(18893).cgroupPath("/libpod_parent/libpod-" + ID).build(),
                    podman.inspect(ID));
            podman.inspect(ID);
            assertEquals(1, daemon.requests().stream().filter(each -> each.contains("/pods/")).count());
            assertNull(podman.inspect(ID.replace('0', '1')));
            assertNull(podman.inspect("../info"));
        }
    }

    @Test
    void eventsTellNameImagePodAndSomeLabels() throws Exception {
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        daemon.on("/events", stream(out -> {
            text(out, "{\"Action\":\"create\",\"Actor\":{\"ID\":\"" + ID
                    + "\",\"Attributes\":{\"a\":\"b\",\"containerExitCode\":\"0\",\"image\":"
                    + "\"localhost/bb:1\",\"name\":\"inpod\",\"podId\":\"" + POD + "\"}},\"timeNano\":1795346604286506828}\n");
            text(out, "{\"Action\":\"remove\",\"Actor\":{\"ID\":\"" + ID + "\"}}\n{\"Action\":\"remove\"}\n");
        }));
        try (PodmanConnection podman = connect()) {
            podman.watch(new ToldByRuntime(seen));
            assertEquals(ContainerFragment.of(ID).name("inpod").image("localhost/bb:1").pod("", "", POD)
                    .someLabels(Map.of("a", "b")).build(), seen.take());
            assertEquals(ID, seen.take());
            assertTrue(seen.take() instanceof IOException);
        }
    }

    private static String entry(String id, String name, String image, String more) {
        return "{\"id\":\"" + id + "\",\"names\":[\"" + name + "\"],\"metadata\":\"{\\\"image-name\\\":\\\"" + image
                + "\\\",\\\"image-id\\\":\\\"" + IMAGE + "\\\",\\\"name\\\":\\\"" + name + "\\\"" + more
                + "}\",\"created\":\"2026-11-22T11:23:23.917404652Z\",\"flags\":{}}";
    }

    private static String listed() {
        return "{\"Id\":\"" + ID + "\",\"Names\":[\"inpod\"],\"Image\":\"localhost/bb:1\",\"ImageID\":\"" + IMAGE
                + "\",\"Created\":\"2026-11-22T12:23:24.241927692+01:00\",\"Labels\":{\"a\":\"b\"},\"IsInfra\":true,"
                + "\"Pod\":\"" + POD + "\",\"PodName\":\"pd1\",\"Pid\":18893}";
    }

    private void image(String tag) {
        daemon.on(API + "/images/" + IMAGE + "/json",
                json("{\"Digest\":\"" + DIGEST + "\",\"RepoTags\":[" + (tag.isEmpty() ? "" : "\"" + tag + "\"") + "]}"));
    }

    private void inspected(String image, String pod) {
        daemon.on(API + "/containers/" + ID + "/json", json("{\"Id\":\"" + ID + "\",\"Name\":\"inpod\",\"Image\":\"" + IMAGE
                + "\",\"ImageName\":\"" + image + "\",\"ImageDigest\":\"" + DIGEST + "\",\"Pod\":\"" + pod
                + "\",\"Created\":\"2026-11-22T11:23:24.241927692Z\",\"State\":{\"Pid\":18893,\"CgroupPath\":"
                + "\"/libpod_parent/libpod-" + ID + "\"},\"Config\":{\"Labels\":{\"a\":\"b\"}}}"));
    }
}
