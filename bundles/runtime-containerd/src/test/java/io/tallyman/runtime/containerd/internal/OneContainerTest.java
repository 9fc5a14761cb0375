package io.tallyman.runtime.containerd.internal;

import static io.tallyman.lib.grpc.ScriptedServer.error;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.grpc.ScriptedServer;
import io.tallyman.lib.grpc.UnixChannel;
import io.tallyman.runtime.containerd.internal.containers.Container;
import io.tallyman.runtime.containerd.internal.containers.ContainersGrpc;
import io.tallyman.runtime.containerd.internal.containers.GetContainerResponse;
import io.tallyman.runtime.containerd.internal.containers.ListContainerMessage;
import io.tallyman.runtime.containerd.internal.content.ContentGrpc;
import io.tallyman.runtime.containerd.internal.content.ReadContentResponse;
import io.tallyman.runtime.containerd.internal.events.ContainerEvent;
import io.tallyman.runtime.containerd.internal.events.Envelope;
import io.tallyman.runtime.containerd.internal.images.Descriptor;
import io.tallyman.runtime.containerd.internal.images.GetImageResponse;
import io.tallyman.runtime.containerd.internal.images.Image;
import io.tallyman.runtime.containerd.internal.images.ImagesGrpc;
import io.tallyman.runtime.containerd.internal.namespaces.ListNamespacesResponse;
import io.tallyman.runtime.containerd.internal.namespaces.Namespace;
import io.tallyman.runtime.containerd.internal.namespaces.NamespacesGrpc;
import io.tallyman.runtime.containerd.internal.tasks.TasksGrpc;
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
    private static final String SPEC = "{\"annotations\":{\"io.kubernetes.cri.container-type\":\"container\","
            + "\"io.kubernetes.cri.container-name\":\"web\",\"io.kubernetes.cri.image-name\":\"" + OneContainer.IMAGE
            + "\",\"io.kubernetes.cri.sandbox-name\":\"" + OneContainer.POD + "\",\"io.kubernetes.cri.sandbox-namespace\":\""
            + OneContainer.POD_NAMESPACE + "\",\"io.kubernetes.cri.sandbox-uid\":\"" + OneContainer.POD_UID + "\"}}";

    @TempDir
    Path dir;

    @Test
    void containerdTellsOfAContainerAsTheOthersDo() throws Exception {
        Container container = Container.newBuilder().setId(ID).setImage(OneContainer.IMAGE).putAllLabels(OneContainer.LABEL)
                .setCreatedAt(Timestamp.newBuilder().setSeconds(OneContainer.CREATED))
                .setSpec(Any.newBuilder().setValue(ByteString.copyFromUtf8(SPEC))).build();
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        try (ScriptedServer server = new ScriptedServer(dir.resolve("containerd.sock"));
                ContainerdConnection containerd = new ContainerdConnection(new UnixChannel(server.socket(), 10_007),
                        new Namespaces().open("/"))) {
            server.always(NamespacesGrpc.getListMethod(), ListNamespacesResponse.newBuilder()
                    .addNamespaces(Namespace.newBuilder().setName("k8s.io")).build());
            server.on(ContainersGrpc.getGetMethod(), (question, headers, to) -> {
                if (question.getId().equals(ID)) {
                    to.onNext(GetContainerResponse.newBuilder().setContainer(container).build());
                    to.onCompleted();
                } else {
                    to.onError(Status.NOT_FOUND.asRuntimeException());
                }
            });
            server.always(ContainersGrpc.getListStreamMethod(),
                    ListContainerMessage.newBuilder().setContainer(container).build());
            server.always(ImagesGrpc.getGetMethod(), GetImageResponse.newBuilder().setImage(Image.newBuilder()
                    .setName(OneContainer.IMAGE).setTarget(Descriptor.newBuilder().setDigest(OneContainer.MANIFEST))).build());
            server.always(ContentGrpc.getReadMethod(), ReadContentResponse.newBuilder().setData(ByteString.copyFromUtf8(
                    "{\"config\":{\"digest\":\"" + OneContainer.IMAGE_ID + "\"}}")).build());
            server.on(TasksGrpc.getGetMethod(), error(Status.NOT_FOUND));
            OneContainer.assertTold(containerd.list().get(0));
            OneContainer.assertTold(containerd.quick(ID));
            OneContainer.assertTold(containerd.inspect(ID));
            ContainerEvent created = ContainerEvent.newBuilder().setId(ID).setImage(OneContainer.IMAGE).build();
            containerd.report(Envelope.newBuilder().setNamespace("k8s.io").setTopic("/containers/create")
                    .setEvent(Any.newBuilder().setValue(created.toByteString())).build(), new ToldByRuntime(seen));
            OneContainer.assertTold((ContainerFragment) seen.take());
        }
    }
}
