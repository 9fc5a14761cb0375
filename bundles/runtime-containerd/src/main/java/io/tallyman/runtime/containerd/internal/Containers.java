package io.tallyman.runtime.containerd.internal;

import io.grpc.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.grpc.UnixChannel;
import io.tallyman.runtime.containerd.internal.containers.Container;
import io.tallyman.runtime.containerd.internal.containers.ContainersGrpc;
import io.tallyman.runtime.containerd.internal.containers.GetContainerRequest;
import io.tallyman.runtime.containerd.internal.containers.GetContainerResponse;
import io.tallyman.runtime.containerd.internal.containers.ListContainersRequest;
import io.tallyman.runtime.containerd.internal.tasks.GetRequest;
import io.tallyman.runtime.containerd.internal.tasks.GetResponse;
import io.tallyman.runtime.containerd.internal.tasks.TasksGrpc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks containerd for containers of one namespace, and describes them with their images. Thread-safe. */
final class Containers {
    private static final Metadata.Key<String> NAMESPACE = Metadata.Key.of("containerd-namespace",
            Metadata.ASCII_STRING_MARSHALLER);

    private final UnixChannel channel;
    private final Images images;

    Containers(UnixChannel channel) {
        this.channel = channel;
        images = new Images(channel);
    }

    /** The headers of a question about one namespace. */
    static Metadata in(String namespace) {
        Metadata headers = new Metadata();
        headers.put(NAMESPACE, namespace);
        return headers;
    }

    /** Returns null where this namespace has no such container. */
    Container get(String id, String namespace) throws IOException, InterruptedException {
        GetContainerResponse answer = channel.ask(ContainersGrpc.getGetMethod(),
                GetContainerRequest.newBuilder().setId(id).build(), in(namespace));
        return answer == null || !id.equals(answer.getContainer().getId()) ? null : answer.getContainer();
    }

    List<Container> list(String namespace) throws IOException, InterruptedException {
        List<Container> all = new ArrayList<>();
        channel.list(ContainersGrpc.getListStreamMethod(), ListContainersRequest.getDefaultInstance(), in(namespace),
                message -> all.add(message.getContainer()));
        return all;
    }

    /**
     * Describes one container.
     *
     * @param task whether to ask for the container's first process as well
     * @return null where this namespace has no such container
     */
    ContainerFragment describe(String id, String namespace, boolean task) throws IOException, InterruptedException {
        Container container = get(id, namespace);
        if (container == null) {
            return null;
        }
        ContainerFragment.Builder fragment = withImage(container, namespace);
        GetResponse running = !task ? null : channel.ask(TasksGrpc.getGetMethod(),
                GetRequest.newBuilder().setContainerId(id).build(), in(namespace));
        return fragment.pid(running == null ? 0 : running.getProcess().getPid()).build();
    }

    /** The image's id and digest cost a few milliseconds, and nothing while the image is remembered. */
    ContainerFragment.Builder withImage(Container container, String namespace)
            throws IOException, InterruptedException {
        Spec spec = Spec.of(container.getSpec());
        Images.Described image = images.describe(Fragments.image(container, spec), container.getImage(), namespace);
        return Fragments.of(container, spec).image(image.name()).imageDigest(image.digest()).imageId(image.id())
                .imageKnown(true);
    }

    /** What an event has told of a container that is gone, with its image. */
    ContainerFragment ofGone(String id, String image, String namespace) throws IOException, InterruptedException {
        return Fragments.ofGone(id, images.describe(image, image, namespace));
    }
}
