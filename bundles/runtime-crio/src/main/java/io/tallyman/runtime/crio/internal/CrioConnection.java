package io.tallyman.runtime.crio.internal;

import io.grpc.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.grpc.UnimplementedException;
import io.tallyman.lib.grpc.UnixChannel;
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
import io.tallyman.runtime.crio.internal.cri.PodSandboxStatusRequest;
import io.tallyman.runtime.crio.internal.cri.PodSandboxStatusResponse;
import io.tallyman.runtime.crio.internal.cri.RuntimeServiceGrpc;
import io.tallyman.runtime.crio.internal.cri.VersionRequest;
import io.tallyman.runtime.crio.internal.cri.VersionResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One CRI-O. It denies a container for some 40 ms after its cgroup has appeared; the container's bundle does not. Events
 * are off by default, and then their stream ends at once: the connection itself is watched.
 */
final class CrioConnection implements RuntimeConnection {
    private final UnixChannel channel;
    private final Path bundles;

    /** @param bundles the directory of the containers' directories below the run root */
    CrioConnection(UnixChannel channel, Path bundles) {
        this.channel = channel;
        this.bundles = bundles;
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
        AtomicBoolean broken = new AtomicBoolean();
        channel.whenLost(why -> {
            if (broken.compareAndSet(false, true)) {
                listener.broken(why);
            }
        });
        channel.subscribe(RuntimeServiceGrpc.getGetContainerEventsMethod(), GetEventsRequest.getDefaultInstance(),
                event -> report(event, listener), end -> { });
    }

    private static void report(ContainerEventResponse event, Listener listener) {
        String id = event.getContainerId();
        if (!CrioCgroups.isId(id)) {
            return;
        }
        if (event.getContainerEventType() == ContainerEventType.CONTAINER_DELETED_EVENT) {
            listener.removed(id);
        } else if (id.equals(event.getPodSandboxStatus().getId())) {
            listener.known(Fragments.of(event.getPodSandboxStatus(), Bundle.NONE));
        } else {
            event.getContainersStatusesList().stream().filter(each -> each.getId().equals(id)).findFirst()
                    .ifPresent(each -> listener.known(Fragments.of(each, Bundle.NONE).build()));
        }
    }

    @Override
    public List<ContainerFragment> list() throws IOException, InterruptedException {
        List<ContainerFragment> all = new ArrayList<>();
        ListContainersResponse containers = channel.ask(RuntimeServiceGrpc.getListContainersMethod(),
                ListContainersRequest.getDefaultInstance(), new Metadata());
        if (containers != null) {
            containers.getContainersList().stream().filter(each -> CrioCgroups.isId(each.getId())).map(Fragments::of)
                    .forEach(all::add);
        }
        ListPodSandboxResponse sandboxes = channel.ask(RuntimeServiceGrpc.getListPodSandboxMethod(),
                ListPodSandboxRequest.getDefaultInstance(), new Metadata());
        if (sandboxes != null) {
            sandboxes.getItemsList().stream().filter(each -> CrioCgroups.isId(each.getId())).map(Fragments::of)
                    .forEach(all::add);
        }
        return all;
    }

    @Override
    public ContainerFragment quick(String id) throws IOException, InterruptedException {
        if (!CrioCgroups.isId(id)) {
            return null;
        }
        ContainerFragment fragment = Fragments.of(id, Bundle.ofFile(bundles.resolve(id).resolve("userdata/config.json")));
        return fragment != null ? fragment : ask(id, false);
    }

    @Override
    public ContainerFragment inspect(String id) throws IOException, InterruptedException {
        return CrioCgroups.isId(id) ? ask(id, true) : null;
    }

    private ContainerFragment ask(String id, boolean verbose) throws IOException, InterruptedException {
        ContainerStatusResponse answer = channel.ask(RuntimeServiceGrpc.getContainerStatusMethod(),
                ContainerStatusRequest.newBuilder().setContainerId(id).setVerbose(verbose).build(), new Metadata());
        if (answer == null) {
            return askSandbox(id, verbose);
        }
        ContainerStatus status = answer.getStatus();
        if (!id.equals(status.getId())) {
            return null;
        }
        ContainerFragment.Builder fragment = Fragments.of(status, Bundle.ofInfo(answer.getInfoMap().get("info")));
        if (ImageRef.name(status.getImage().getImage()) == null) {
            nameImage(fragment, status);
        }
        return fragment.build();
    }

    private ContainerFragment askSandbox(String id, boolean verbose) throws IOException, InterruptedException {
        PodSandboxStatusResponse answer = channel.ask(RuntimeServiceGrpc.getPodSandboxStatusMethod(),
                PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).setVerbose(verbose).build(), new Metadata());
        return answer == null || !id.equals(answer.getStatus().getId()) ? null
                : Fragments.of(answer.getStatus(), Bundle.ofInfo(answer.getInfoMap().get("info")));
    }

    /** The kubelet may have given an id, which an image's own status can name. An unknown image is an empty answer. */
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
