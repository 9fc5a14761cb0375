package io.tallyman.runtime.crio.internal;

import io.grpc.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.grpc.UnimplementedException;
import io.tallyman.lib.grpc.UnixChannel;
import io.tallyman.runtime.crio.internal.cri.Container;
import io.tallyman.runtime.crio.internal.cri.ContainerEventResponse;
import io.tallyman.runtime.crio.internal.cri.ContainerEventType;
import io.tallyman.runtime.crio.internal.cri.ContainerStatus;
import io.tallyman.runtime.crio.internal.cri.ContainerStatusRequest;
import io.tallyman.runtime.crio.internal.cri.ContainerStatusResponse;
import io.tallyman.runtime.crio.internal.cri.GetEventsRequest;
import io.tallyman.runtime.crio.internal.cri.Image;
import io.tallyman.runtime.crio.internal.cri.ImageServiceGrpc;
import io.tallyman.runtime.crio.internal.cri.ImageSpec;
import io.tallyman.runtime.crio.internal.cri.ImageStatusRequest;
import io.tallyman.runtime.crio.internal.cri.ImageStatusResponse;
import io.tallyman.runtime.crio.internal.cri.ListContainersRequest;
import io.tallyman.runtime.crio.internal.cri.ListContainersResponse;
import io.tallyman.runtime.crio.internal.cri.ListPodSandboxRequest;
import io.tallyman.runtime.crio.internal.cri.ListPodSandboxResponse;
import io.tallyman.runtime.crio.internal.cri.PodSandbox;
import io.tallyman.runtime.crio.internal.cri.PodSandboxStatusRequest;
import io.tallyman.runtime.crio.internal.cri.PodSandboxStatusResponse;
import io.tallyman.runtime.crio.internal.cri.RuntimeServiceGrpc;
import io.tallyman.runtime.crio.internal.cri.VersionRequest;
import io.tallyman.runtime.crio.internal.cri.VersionResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One CRI-O. CRI-O denies a container for some 40 ms after the container's cgroup has appeared, so the bundle is read first.
 * CRI-O sends events only where an option says so, and else ends their stream at once. So the connection itself is
 * watched for its loss.
 */
final class CrioConnection implements RuntimeConnection {
    private static final AtomicBoolean REHEARSED = new AtomicBoolean();

    private final Path socket;
    private final UnixChannel channel;
    private final BundleFiles bundles;

    CrioConnection(Path socket, long callTimeoutMillis, BundleFiles bundles) {
        this.socket = socket;
        this.bundles = bundles;
        channel = new UnixChannel(socket, callTimeoutMillis);
    }

    @Override
    public String version() throws IOException, InterruptedException {
        VersionResponse answer;
        try {
            answer = channel.ask(RuntimeServiceGrpc.getVersionMethod(), VersionRequest.getDefaultInstance(), new Metadata());
        } catch (UnimplementedException e) {
            throw new IOException("does not speak CRI v1", e);
        }
        if (answer == null || !"cri-o".equals(answer.getRuntimeName())) {
            throw new IOException("does not answer as CRI-O does");
        }
        return answer.getRuntimeVersion();
    }

    @Override
    public void watch(Listener listener) throws IOException, InterruptedException {
        version();
        bundles.learn(socket);
        AtomicBoolean broken = new AtomicBoolean();
        channel.whenLost(why -> {
            if (broken.compareAndSet(false, true)) {
                listener.broken(why);
            }
        });
        channel.subscribe(RuntimeServiceGrpc.getGetContainerEventsMethod(), GetEventsRequest.getDefaultInstance(),
                event -> report(event, listener), end -> { });
    }

    /** Called on the thread that moves the bytes; a bundle is a small file in memory. */
    private void report(ContainerEventResponse event, Listener listener) {
        String id = event.getContainerId();
        if (!CrioCgroups.isId(id)) {
            return;
        }
        if (event.getContainerEventType() == ContainerEventType.CONTAINER_DELETED_EVENT) {
            listener.removed(id);
            return;
        }
        ContainerFragment.Builder known = Fragments.of(id, bundles.find(id));
        if (known == null && id.equals(event.getPodSandboxStatus().getId())) {
            known = Fragments.of(event.getPodSandboxStatus());
        } else if (known == null) {
            known = event.getContainersStatusesList().stream().filter(each -> each.getId().equals(id)).findFirst()
                    .map(Fragments::of).orElse(null);
        }
        if (known != null) {
            listener.known(known.build());
        }
    }

    @Override
    public List<ContainerFragment> list() throws IOException, InterruptedException {
        List<ContainerFragment> all = new ArrayList<>();
        Map<String, PodNames> pods = new HashMap<>();
        ListPodSandboxResponse sandboxes = channel.ask(RuntimeServiceGrpc.getListPodSandboxMethod(),
                ListPodSandboxRequest.getDefaultInstance(), new Metadata());
        for (PodSandbox each : sandboxes == null ? List.<PodSandbox>of() : sandboxes.getItemsList()) {
            if (CrioCgroups.isId(each.getId())) {
                pods.put(each.getId(), Fragments.names(each.getMetadata()));
                all.add(orElse(each.getId(), () -> Fragments.of(each)));
            }
        }
        ListContainersResponse containers = channel.ask(RuntimeServiceGrpc.getListContainersMethod(),
                ListContainersRequest.getDefaultInstance(), new Metadata());
        for (Container each : containers == null ? List.<Container>of() : containers.getContainersList()) {
            if (CrioCgroups.isId(each.getId())) {
                PodNames pod = pods.getOrDefault(each.getPodSandboxId(), PodNames.NONE);
                all.add(orElse(each.getId(), () -> Fragments.of(each, pod)));
            }
        }
        if (!REHEARSED.getAndSet(true)) {
            rehearse();
        }
        return all;
    }

    /** What the container's bundle tells, else what the list tells. */
    private ContainerFragment orElse(String id, Supplier<ContainerFragment> listed) {
        ContainerFragment.Builder known = Fragments.of(id, bundles.find(id));
        return known != null ? known.build() : listed.get();
    }

    /**
     * Reads a container that does not exist, as the first real one will be read. Loading the classes takes the better part
     * of a second on a machine where containers start at the same time.
     */
    private void rehearse() throws IOException, InterruptedException {
        Fragments.of(Rehearsal.ID, Bundle.ofInfo(Rehearsal.INFO));
        quick(Rehearsal.ID);
    }

    @Override
    public ContainerFragment quick(String id) throws IOException, InterruptedException {
        if (!CrioCgroups.isId(id)) {
            return null;
        }
        ContainerFragment.Builder known = Fragments.of(id, bundles.find(id));
        return known != null ? known.build() : inspect(id);
    }

    /** The verbose answer alone has the specification. */
    @Override
    public ContainerFragment inspect(String id) throws IOException, InterruptedException {
        if (!CrioCgroups.isId(id)) {
            return null;
        }
        ContainerStatusResponse answer = channel.ask(RuntimeServiceGrpc.getContainerStatusMethod(),
                ContainerStatusRequest.newBuilder().setContainerId(id).setVerbose(true).build(), new Metadata());
        if (answer == null) {
            return inspectSandbox(id);
        }
        ContainerStatus status = answer.getStatus();
        if (!id.equals(status.getId())) {
            return null;
        }
        Bundle bundle = Bundle.ofInfo(answer.getInfoMap().get("info"));
        ContainerFragment.Builder known = Fragments.of(id, bundle);
        if (known == null) {
            known = Fragments.of(status).cgroupPath(bundle.cgroupPath());
            if (ImageRef.name(status.getImage().getImage()) == null) {
                nameImage(known, status);
            }
        }
        return known.pid(Fragments.pid(status, bundle)).build();
    }

    private ContainerFragment inspectSandbox(String id) throws IOException, InterruptedException {
        PodSandboxStatusResponse answer = channel.ask(RuntimeServiceGrpc.getPodSandboxStatusMethod(),
                PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).setVerbose(true).build(), new Metadata());
        if (answer == null || !id.equals(answer.getStatus().getId())) {
            return null;
        }
        Bundle bundle = Bundle.ofInfo(answer.getInfoMap().get("info"));
        ContainerFragment.Builder known = Fragments.of(id, bundle);
        return (known != null ? known : Fragments.of(answer.getStatus())).pid(bundle.pid()).build();
    }

    /**
     * Asks for a name of the image, because the kubelet may have given an id. CRI-O gives an empty answer for an image that it
     * does not know.
     */
    private void nameImage(ContainerFragment.Builder fragment, ContainerStatus status)
            throws IOException, InterruptedException {
        String reference = status.getImageRef().isEmpty() ? status.getImage().getImage() : status.getImageRef();
        ImageStatusResponse answer = channel.ask(ImageServiceGrpc.getImageStatusMethod(), ImageStatusRequest.newBuilder()
                .setImage(ImageSpec.newBuilder().setImage(reference)).build(), new Metadata());
        Image image = answer == null ? Image.getDefaultInstance() : answer.getImage();
        if (image.getRepoTagsCount() > 0) {
            fragment.image(image.getRepoTags(0));
        }
        if (image.getRepoDigestsCount() > 0 && ImageRef.digest(status.getImageRef()) == null) {
            fragment.imageDigest(ImageRef.digest(image.getRepoDigests(0)));
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
