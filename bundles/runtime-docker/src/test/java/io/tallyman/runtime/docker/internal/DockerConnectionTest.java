package io.tallyman.runtime.docker.internal;

import static io.tallyman.lib.docker.ScriptedDaemon.json;
import static io.tallyman.lib.docker.ScriptedDaemon.status;
import static io.tallyman.lib.docker.ScriptedDaemon.stream;
import static io.tallyman.lib.docker.ScriptedDaemon.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ContainerRuntime.RuntimeContext;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.docker.ScriptedDaemon;
import io.tallyman.testing.ToldByRuntime;
import java.io.IOException;
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
class DockerConnectionTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String IMAGE = "sha256:" + "38ed989e".repeat(8);
    private static final String DIGEST = "@sha256:" + "80359a5f".repeat(8);

    @TempDir
    Path dir;
    private ScriptedDaemon daemon;
    private RuntimeConnection docker;

    @BeforeEach
    void start() throws Exception {
        daemon = new ScriptedDaemon(dir.resolve("docker.sock"));
        daemon.on("/version", json("{\"Version\":\"20.10.24\",\"Components\":[{\"Name\":\"Engine\"}]}"));
        docker = connect();
    }

    @AfterEach
    void stop() throws IOException {
        docker.close();
        daemon.close();
    }

    private RuntimeConnection connect() throws IOException, InterruptedException {
        return new DockerRuntime().connect(new RuntimeContext() {
            @Override
            public Path socket() {
                return daemon.socket();
            }

            @Override
            public long callTimeoutMillis() {
                return 2000;
            }
        });
    }

    @Test
    void podmanIsNotTakenForDocker() {
        daemon.on("/version", json("{\"Version\":\"4.3.1\",\"Components\":[{\"Name\":\"Podman Engine\"}]}"));
        assertEquals("Podman answers here, not Docker", assertThrows(IOException.class, this::connect).getMessage());
    }

    @Test
    void anotherServiceIsNotTakenForDocker() {
        daemon.on("/version", json("{}"));
        assertThrows(IOException.class, this::connect);
        daemon.on("/version", status(404));
        assertThrows(IOException.class, this::connect);
    }

    @Test
    void quickNamesAContainerAndItsImage() throws Exception {
        daemon.on("/containers/json", json(list("bb:1")));
        image("[\"bb:1\"]", "[\"other" + DIGEST + "\",\"bb" + DIGEST + "\"]");
        assertEquals(ContainerFragment.of(ID).name("quay").image("bb:1").imageId(IMAGE).imageDigest("bb" + DIGEST).imageKnown(true)
                .labels(Map.of("name", "a label", "io.kubernetes.pod.name", "p1", "io.kubernetes.pod.namespace", "demo",
                        "io.kubernetes.pod.uid", "u1"))
                .pod("p1", "demo", "u1").created(1795311133_000_000_000L).build(), docker.quick(ID));
        assertTrue(daemon.requests().get(1).startsWith("GET /containers/json?all=true&filters=%7B%22id%22%3A%5B%22" + ID));
    }

    @Test
    void anImageIsAskedForOnce() throws Exception {
        daemon.on("/containers/json", json(list("bb:1")));
        image("[\"bb:1\"]", "[\"docker.io/library/bb" + DIGEST + "\"]");
        assertEquals("docker.io/library/bb" + DIGEST, docker.quick(ID).imageDigest());
        assertEquals("docker.io/library/bb" + DIGEST, docker.quick(ID).imageDigest());
        assertEquals(1, daemon.requests().stream().filter(each -> each.contains("/images/")).count());
    }

    @Test
    void aNameOutlivesItsImage() throws Exception {
        daemon.on("/containers/json", json(list("bb:1")));
        daemon.on("/images/" + IMAGE + "/json", status(500));
        assertEquals("quay", docker.quick(ID).name());
        assertEquals("", docker.quick(ID).imageDigest());
        assertFalse(docker.quick(ID).imageKnown());
    }

    @Test
    void anIdInTheListIsAnImageNameOnlyWhereThereIsNone() throws Exception {
        image("[\"bb:1\"]", "[]");
        for (String given : List.of(IMAGE, "38ed989e38ed")) {
            daemon.on("/containers/json", json(list(given)));
            assertEquals("bb:1", docker.quick(ID).image());
            assertEquals("", docker.list().get(0).image());
        }
        daemon.on("/images/" + IMAGE + "/json", status(500));
        docker.close();
        docker = connect();
        assertEquals("", docker.quick(ID).image());
        image("[]", "[]");
        assertEquals("38ed989e38ed", docker.quick(ID).image());
        daemon.on("/containers/json", json(list("cafe")));
        assertEquals("cafe", docker.quick(ID).image());
    }

    @Test
    void quickTellsAContainerFromOneThatIsNotAsked() throws Exception {
        daemon.on("/containers/json", json("[{\"Id\":\"" + ID.replace('0', '1') + "\"},null,{}]"));
        assertNull(docker.quick(ID));
        assertNull(docker.quick("c1"));
        assertNull(docker.inspect("../../info"));
    }

    @Test
    void listSkipsWhatHasNoId() throws Exception {
        daemon.on("/containers/json", json("[{\"Id\":\"" + ID + "\",\"Names\":[\"/web/alias\",\"/quay\"],"
                + "\"Labels\":{\"empty\":null}},{\"Names\":[\"/x\"]},null]"));
        assertEquals(List.of(ContainerFragment.of(ID).name("quay").labels(Map.of("empty", "")).build()), docker.list());
    }

    @Test
    void inspectTellsEverything() throws Exception {
        inspected("bb:1", "/foo/bar");
        image("[\"bb:1\"]", "[]");
        daemon.on("/info", json("{\"CgroupDriver\":\"cgroupfs\"}"));
        assertEquals(ContainerFragment.of(ID).name("quay").image("bb:1").imageId(IMAGE).imageKnown(true).labels(Map.of("a", "b"))
                .created(1795311133_000000000L).pid(7155).cgroupPath("/foo/bar/" + ID)
                .healthcheck(List.of("/bin/sh", "-c", "check -v")).build(), docker.inspect(ID));
    }

    @Test
    void inspectNamesAnImageThatWasGivenById() throws Exception {
        inspected("38ed989e38ed", "");
        image("[\"bb:1\"]", "[\"bb" + DIGEST + "\"]");
        assertEquals("bb:1", docker.inspect(ID).image());
        assertEquals("bb" + DIGEST, docker.inspect(ID).imageDigest());
        inspected("bb" + DIGEST, "");
        assertEquals("bb" + DIGEST, docker.inspect(ID).imageDigest());
    }

    @Test
    void aSlicesPathIsNotDeclared() throws Exception {
        inspected("bb:1", "foo.slice");
        assertNull(docker.inspect(ID).cgroupPath());
        daemon.on("/info", json("{\"CgroupDriver\":\"systemd\"}"));
        inspected("bb:1", "/foo/bar");
        assertNull(docker.inspect(ID).cgroupPath());
    }

    @Test
    void eventsTellNameImagePodAndSomeLabels() throws Exception {
        BlockingQueue<Object> seen = watch(out -> {
            text(out, "{\"Type\":\"container\",\"Action\":\"create\",\"Actor\":{\"ID\":\"" + ID + "\",\"Attributes\":{"
                    + "\"image\":\"bb:1\",\"name\":\"quay\",\"io.kubernetes.pod.name\":\"p1\","
                    + "\"io.kubernetes.pod.namespace\":\"demo\",\"io.kubernetes.pod.uid\":\"u1\","
                    + "\"io.kubernetes.docker.type\":\"podsandbox\"}},\"time\":1795311133,"
                    + "\"timeNano\":1795311133236571545}\n");
            text(out, "{\"Type\":\"container\",\"Action\":\"start\"}\n");
            text(out, "{\"Type\":\"container\",\"Action\":\"destroy\",\"Actor\":{\"ID\":\"" + ID + "\"}}\n");
        });
        assertEquals(ContainerFragment.of(ID).name("quay").image("bb:1").pod("p1", "demo", "u1").sandbox(true)
                .someLabels(Map.of("io.kubernetes.pod.name", "p1", "io.kubernetes.pod.namespace", "demo",
                        "io.kubernetes.pod.uid", "u1", "io.kubernetes.docker.type", "podsandbox")).build(), seen.take());
        assertEquals(ID, seen.take());
        assertEquals("has ended its event stream", ((Throwable) seen.take()).getMessage());
    }

    @Test
    void whatAnEventLeavesOutIsAskedForAtOnce() throws Exception {
        daemon.on("/containers/json", json(list("bb:1")));
        image("[\"bb:1\"]", "[\"bb" + DIGEST + "\"]");
        BlockingQueue<Object> seen = watch(out -> text(out, "{\"Action\":\"create\",\"Actor\":{\"ID\":\"" + ID
                + "\",\"Attributes\":{\"image\":\"bb:1\",\"name\":\"quay\"}}}\n"));
        assertEquals("quay", ((ContainerFragment) seen.take()).name());
        assertEquals(docker.quick(ID), nextFragment(seen));
    }

    /** The rest is told on a thread of its own: the stream's end may be told before. */
    private static ContainerFragment nextFragment(BlockingQueue<Object> seen) throws InterruptedException {
        Object told = seen.take();
        return told instanceof ContainerFragment fragment ? fragment : (ContainerFragment) seen.take();
    }

    @Test
    void anImageIdInAnEventIsNoName() throws Exception {
        BlockingQueue<Object> seen = watch(out -> text(out, "{\"Action\":\"create\",\"Actor\":{\"ID\":\"" + ID
                + "\",\"Attributes\":{\"image\":\"" + IMAGE + "\",\"name\":\"quay\"}}}\n"));
        assertEquals("", ((ContainerFragment) seen.take()).image());
    }

    private BlockingQueue<Object> watch(ScriptedDaemon.Answer events) throws Exception {
        daemon.on("/events", stream(events));
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        docker.watch(new ToldByRuntime(seen));
        return seen;
    }

    private static String list(String image) {
        return "[{\"Id\":\"" + ID + "\",\"Names\":[\"/quay\"],\"Image\":\"" + image + "\",\"ImageID\":\"" + IMAGE
                + "\",\"Created\":1795311133,\"Labels\":{\"name\":\"a label\",\"io.kubernetes.pod.name\":\"p1\","
                + "\"io.kubernetes.pod.namespace\":\"demo\",\"io.kubernetes.pod.uid\":\"u1\"},\"NewerThanWe\":[{}]}]";
    }

    private void image(String tags, String digests) {
        daemon.on("/images/" + IMAGE + "/json",
                json("{\"Id\":\"" + IMAGE + "\",\"RepoTags\":" + tags + ",\"RepoDigests\":" + digests + "}"));
    }

    private void inspected(String image, String parent) {
        daemon.on("/containers/" + ID + "/json", json("{\"Id\":\"" + ID + "\",\"Name\":\"/quay\",\"Image\":\"" + IMAGE
                + "\",\"Created\":\"2026-11-22T01:32:13.236571545Z\",\"State\":{\"Pid\":7155},\"Config\":{\"Image\":\""
                + image + "\",\"Labels\":{\"a\":\"b\"},\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"check -v\"]}},"
                + "\"HostConfig\":{\"CgroupParent\":\"" + parent + "\"}}"));
    }
}
