package io.tallyman.runtime.crio.internal;

import io.tallyman.lib.grpc.ScriptedServer;
import io.tallyman.runtime.crio.internal.cri.Container;
import io.tallyman.runtime.crio.internal.cri.ContainerMetadata;
import io.tallyman.runtime.crio.internal.cri.ContainerStatus;
import io.tallyman.runtime.crio.internal.cri.ContainerStatusResponse;
import io.tallyman.runtime.crio.internal.cri.ImageSpec;
import io.tallyman.runtime.crio.internal.cri.ListContainersResponse;
import io.tallyman.runtime.crio.internal.cri.ListPodSandboxResponse;
import io.tallyman.runtime.crio.internal.cri.PodSandbox;
import io.tallyman.runtime.crio.internal.cri.PodSandboxMetadata;
import io.tallyman.runtime.crio.internal.cri.RuntimeServiceGrpc;
import io.tallyman.testing.OneContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OneContainerTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String SANDBOX = ID.replace('0', '1');
    private static final String DIGEST = OneContainer.REPOSITORY + "@" + OneContainer.MANIFEST;
    private static final String SPEC = "{\"annotations\":{\"io.kubernetes.cri-o.ContainerType\":\"container\","
            + "\"io.kubernetes.cri-o.ContainerID\":\"" + ID + "\",\"io.kubernetes.cri-o.Metadata\":\"{\\\"name\\\":\\\"web\\\"}\","
            + "\"io.kubernetes.cri-o.Labels\":\"{\\\"tier\\\":\\\"front\\\"}\",\"io.kubernetes.cri-o.SandboxName\":\"k8s_"
            + OneContainer.POD + "_" + OneContainer.POD_NAMESPACE + "_" + OneContainer.POD_UID
            + "_0\",\"io.kubernetes.cri-o.Image\":\"" + OneContainer.IMAGE + "\",\"io.kubernetes.cri-o.ImageName\":\"other:1\","
            + "\"io.kubernetes.cri-o.ImageRef\":\"" + OneContainer.IMAGE_ID.substring("sha256:".length())
            + "\",\"io.kubernetes.cri-o.ImageRepoDigests\":\"other@" + OneContainer.MANIFEST + "," + DIGEST
            + "\",\"io.kubernetes.cri-o.Created\":\"2026-11-22T01:32:13Z\"}}";

    @TempDir
    Path dir;

    private CrioConnection connect(ScriptedServer server) {
        return new CrioConnection(server.socket(), 10_007, new BundleFiles(dir));
    }

    @Test
    void crioTellsOfAContainerAsTheOthersDo() throws Exception {
        ContainerMetadata metadata = ContainerMetadata.newBuilder().setName("web").build();
        ImageSpec image = ImageSpec.newBuilder().setImage(OneContainer.IMAGE).build();
        try (ScriptedServer server = new ScriptedServer(dir.resolve("crio.sock")); CrioConnection crio = connect(server)) {
            server.always(RuntimeServiceGrpc.getListContainersMethod(), ListContainersResponse.newBuilder()
                    .addContainers(Container.newBuilder().setId(ID).setPodSandboxId(SANDBOX).setMetadata(metadata)
                            .setImage(image).setImageRef(DIGEST).setImageId(OneContainer.IMAGE_ID)
                            .setCreatedAt(1795311132_999_938_705L).putAllLabels(OneContainer.LABEL)).build());
            server.always(RuntimeServiceGrpc.getListPodSandboxMethod(), ListPodSandboxResponse.newBuilder()
                    .addItems(PodSandbox.newBuilder().setId(SANDBOX).setMetadata(PodSandboxMetadata.newBuilder()
                            .setName(OneContainer.POD).setNamespace(OneContainer.POD_NAMESPACE)
                            .setUid(OneContainer.POD_UID))).build());
            server.always(RuntimeServiceGrpc.getContainerStatusMethod(), ContainerStatusResponse.newBuilder()
                    .setStatus(ContainerStatus.newBuilder().setId(ID).setMetadata(metadata).setCreatedAt(1795311133_067_538_936L)
                            .setImage(ImageSpec.newBuilder().setImage("other:1")))
                    .putInfo("info", "{\"pid\":1,\"runtimeSpec\":" + SPEC + "}").build());
            OneContainer.assertAgrees(crio.list().get(1));
            OneContainer.assertTold(crio.inspect(ID));
            OneContainer.assertTold(crio.quick(ID));
            Files.writeString(Files.createDirectories(dir.resolve(ID).resolve("userdata")).resolve("config.json"), SPEC);
            OneContainer.assertTold(crio.list().get(1));
            OneContainer.assertTold(crio.quick(ID));
        }
    }
}
