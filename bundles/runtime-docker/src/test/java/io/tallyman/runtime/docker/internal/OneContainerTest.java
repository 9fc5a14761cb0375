package io.tallyman.runtime.docker.internal;

import static io.tallyman.lib.docker.ScriptedDaemon.json;
import static io.tallyman.lib.docker.ScriptedDaemon.stream;
import static io.tallyman.lib.docker.ScriptedDaemon.text;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.docker.DockerSocket;
import io.tallyman.lib.docker.ScriptedDaemon;
import io.tallyman.testing.OneContainer;
import io.tallyman.testing.ToldByRuntime;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OneContainerTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String LABELS = "{\"tier\":\"front\",\"io.kubernetes.pod.name\":\"" + OneContainer.POD
            + "\",\"io.kubernetes.pod.namespace\":\"" + OneContainer.POD_NAMESPACE + "\",\"io.kubernetes.pod.uid\":\""
            + OneContainer.POD_UID + "\"";

    @TempDir
    Path dir;

    @Test
    void dockerTellsOfAContainerAsTheOthersDo() throws Exception {
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        try (ScriptedDaemon daemon = new ScriptedDaemon(dir.resolve("docker.sock"));
                DockerConnection docker = new DockerConnection(new DockerSocket(daemon.socket()))) {
            daemon.on("/containers/json", json("[{\"Id\":\"" + ID + "\",\"Names\":[\"/web\"],\"Image\":\"" + OneContainer.IMAGE
                    + "\",\"ImageID\":\"" + OneContainer.IMAGE_ID + "\",\"Created\":" + OneContainer.CREATED
                    + ",\"Labels\":" + LABELS + "}}]"));
            daemon.on("/containers/" + ID + "/json", json("{\"Id\":\"" + ID + "\",\"Name\":\"/web\",\"Image\":\""
                    + OneContainer.IMAGE_ID + "\",\"Created\":\"2026-11-22T01:32:13.236571545Z\",\"Config\":{\"Image\":\""
                    + OneContainer.IMAGE + "\",\"Labels\":" + LABELS + "}}}"));
            daemon.on("/images/" + OneContainer.IMAGE_ID + "/json", json("{\"Id\":\"" + OneContainer.IMAGE_ID
                    + "\",\"RepoTags\":[\"other:1\",\"" + OneContainer.IMAGE + "\"],\"RepoDigests\":[\"other@"
                    + OneContainer.MANIFEST + "\",\"" + OneContainer.REPOSITORY + "@" + OneContainer.MANIFEST + "\"]}"));
            daemon.on("/events", stream(out -> text(out, "{\"Action\":\"create\",\"Actor\":{\"ID\":\"" + ID
                    + "\",\"Attributes\":" + LABELS + ",\"image\":\"" + OneContainer.IMAGE
                    + "\",\"name\":\"web\"}},\"timeNano\":1795311133999571545}\n")));
            docker.watch(new ToldByRuntime(seen));
            OneContainer.assertAgrees((ContainerFragment) seen.take());
            // the stream's end may be told before the rest, which another thread asks for
            Object next = seen.take();
            OneContainer.assertTold((ContainerFragment) (next instanceof ContainerFragment ? next : seen.take()));
            OneContainer.assertAgrees(docker.list().get(0));
            OneContainer.assertTold(docker.quick(ID));
            OneContainer.assertTold(docker.inspect(ID));
        }
    }
}
