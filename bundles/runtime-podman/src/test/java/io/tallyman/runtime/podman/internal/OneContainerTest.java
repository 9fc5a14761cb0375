package io.tallyman.runtime.podman.internal;

import static io.tallyman.lib.docker.ScriptedDaemon.json;
import static io.tallyman.lib.docker.ScriptedDaemon.stream;
import static io.tallyman.lib.docker.ScriptedDaemon.text;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.docker.DockerSocket;
import io.tallyman.lib.docker.ScriptedDaemon;
import io.tallyman.testing.OneContainer;
import io.tallyman.testing.ToldByRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OneContainerTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String POD = "5872993c".repeat(8);
    private static final String IMAGE = OneContainer.IMAGE_ID.substring("sha256:".length());
    private static final String API = "/v4.0.0/libpod";

    @TempDir
    Path dir;

    /** A pod of Podman has no namespace, and Podman's id of it for a uid. */
    @Test
    void podmanTellsOfAContainerAsTheOthersDo() throws Exception {
        Path list = Files.createDirectories(dir.resolve("graph/overlay-containers")).resolve("containers.json");
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        try (ScriptedDaemon daemon = new ScriptedDaemon(dir.resolve("podman.sock"));
                PodmanConnection podman = new PodmanConnection(new DockerSocket(daemon.socket()), Storage.usual())) {
            Files.writeString(list, "[{\"id\":\"" + ID + "\",\"names\":[\"web\"],\"metadata\":\"{\\\"image-name\\\":\\\""
                    + OneContainer.IMAGE + "\\\",\\\"image-id\\\":\\\"" + IMAGE
                    + "\\\",\\\"name\\\":\\\"web\\\"}\",\"created\":\"2026-11-22T01:32:13Z\"}]");
            daemon.on(API + "/info", json("{\"store\":{\"graphDriverName\":\"overlay\",\"graphRoot\":\""
                    + dir.resolve("graph") + "\",\"runRoot\":\"" + dir.resolve("run") + "\"}}"));
            daemon.on(API + "/images/" + IMAGE + "/json", json("{\"Digest\":\"" + OneContainer.MANIFEST
                    + "\",\"RepoTags\":[\"" + OneContainer.IMAGE + "\"]}"));
            daemon.on(API + "/pods/" + POD + "/json", json("{\"Name\":\"" + OneContainer.POD + "\"}"));
            daemon.on(API + "/containers/json", json("[{\"Id\":\"" + ID + "\",\"Names\":[\"web\"],\"Image\":\""
                    + OneContainer.IMAGE + "\",\"ImageID\":\"" + IMAGE + "\",\"Created\":\"2026-11-22T01:32:12.9Z\","
                    + "\"Labels\":{\"tier\":\"front\"},\"PodName\":\"" + OneContainer.POD + "\"}]"));
            daemon.on(API + "/containers/" + ID + "/json", json("{\"Id\":\"" + ID + "\",\"Name\":\"web\",\"Image\":\""
                    + IMAGE + "\",\"ImageName\":\"" + OneContainer.IMAGE + "\",\"Pod\":\"" + POD
                    + "\",\"Created\":\"2026-11-22T01:32:12.9Z\",\"Config\":{\"Labels\":{\"tier\":\"front\"}}}"));
            daemon.on("/events", stream(out -> text(out, "{\"Action\":\"create\",\"Actor\":{\"ID\":\"" + ID
                    + "\",\"Attributes\":{\"tier\":\"front\",\"image\":\"" + OneContainer.IMAGE
                    + "\",\"name\":\"web\"}},\"timeNano\":1795311134286506828}\n")));
            podman.learnStorage();
            podman.watch(new ToldByRuntime(seen));
            OneContainer.assertAgrees((ContainerFragment) seen.take());
            OneContainer.assertAgrees(podman.list().get(0));
            OneContainer.assertTold(podman.quick(ID), "label", "podName", "podNamespace", "podUid");
            OneContainer.assertTold(podman.inspect(ID), "podNamespace", "podUid");
        }
    }
}
