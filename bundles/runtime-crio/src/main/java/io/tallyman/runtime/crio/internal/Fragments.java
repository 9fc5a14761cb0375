package io.tallyman.runtime.crio.internal;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ImageName;
import io.tallyman.runtime.crio.internal.cri.Container;
import io.tallyman.runtime.crio.internal.cri.ContainerState;
import io.tallyman.runtime.crio.internal.cri.ContainerStatus;
import io.tallyman.runtime.crio.internal.cri.PodSandbox;
import io.tallyman.runtime.crio.internal.cri.PodSandboxMetadata;
import io.tallyman.runtime.crio.internal.cri.PodSandboxStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Turns CRI-O's answers into fragments. A bundle's annotations are the best source: they have every field, and the verbose
 * status repeats them. The status itself tells another name of the image and another time of creation than the
 * annotations do, and the list's time differs from both. So the time comes from the annotations alone.
 */
final class Fragments {
    /** The sandbox's container in Kubernetes' own words, for each runtime that has the CRI. */
    static final String SANDBOX_NAME = "POD";

    private static final String CRIO = "io.kubernetes.cri-o.";

    private Fragments() {
    }

    /** Returns null where these are not the annotations of this container. */
    static ContainerFragment.Builder of(String id, Bundle bundle) {
        Map<String, String> said = bundle.annotations();
        boolean sandbox = "sandbox".equals(said.get(CRIO + "ContainerType"));
        if (!id.equals(said.get(CRIO + "ContainerID")) && !(sandbox && id.equals(said.get(CRIO + "SandboxID")))) {
            return null;
        }
        Map<String, String> labels = PodNames.strings(said.get(CRIO + "Labels"));
        Map<String, String> metadata = PodNames.strings(said.get(CRIO + "Metadata"));
        PodNames pod = (sandbox ? new PodNames(metadata.get("name"), metadata.get("namespace"), metadata.get("uid"))
                : PodNames.ofLabels(labels)).or(PodNames.ofSandboxName(said.get(CRIO + "SandboxName")));
        String image = image(said);
        return pod(ContainerFragment.of(id), pod).name(sandbox ? SANDBOX_NAME : metadata.get("name")).image(image)
                .imageDigest(digest(image, said)).imageId(ImageRef.id(said.get(CRIO + "ImageRef")))
                .imageKnown(said.containsKey(CRIO + "ImageRef")).labels(labels).sandbox(sandbox)
                .created(nanos(said.get(CRIO + "Created"))).cgroupPath(bundle.cgroupPath());
    }

    /** @param pod the names of the container's pod, which the list of sandboxes tells */
    static ContainerFragment of(Container item, PodNames pod) {
        return pod(ContainerFragment.of(item.getId()), pod.or(PodNames.ofLabels(item.getLabelsMap())))
                .name(item.getMetadata().getName()).image(ImageRef.name(item.getImage().getImage()))
                .imageDigest(ImageRef.digest(item.getImageRef()))
                .imageId(imageId(item.getImageId(), item.getImageRef())).labels(item.getLabelsMap()).build();
    }

    static ContainerFragment of(PodSandbox item) {
        return sandbox(item.getId(), item.getMetadata(), item.getLabelsMap()).created(item.getCreatedAt()).build();
    }

    /** What a status tells without the annotations, as that of an event. */
    static ContainerFragment.Builder of(ContainerStatus status) {
        return pod(ContainerFragment.of(status.getId()), PodNames.ofLabels(status.getLabelsMap()))
                .name(status.getMetadata().getName()).image(ImageRef.name(status.getImage().getImage()))
                .imageDigest(ImageRef.digest(status.getImageRef()))
                .imageId(imageId(status.getImageId(), status.getImageRef())).labels(status.getLabelsMap());
    }

    /** The pid belongs to the container while it runs; CRI-O goes on telling it afterwards. */
    static int pid(ContainerStatus status, Bundle bundle) {
        return status.getState() == ContainerState.CONTAINER_RUNNING ? bundle.pid() : 0;
    }

    static ContainerFragment.Builder of(PodSandboxStatus status) {
        return sandbox(status.getId(), status.getMetadata(), status.getLabelsMap()).created(status.getCreatedAt());
    }

    static PodNames names(PodSandboxMetadata pod) {
        return new PodNames(pod.getName(), pod.getNamespace(), pod.getUid());
    }

    private static ContainerFragment.Builder sandbox(String id, PodSandboxMetadata pod, Map<String, String> labels) {
        return pod(ContainerFragment.of(id), names(pod)).name(SANDBOX_NAME).labels(labels).sandbox(true);
    }

    /** CRI-O tells no health check: the kubelet executes the probes, and CRI-O sees a command like any other. */
    private static ContainerFragment.Builder pod(ContainerFragment.Builder fragment, PodNames pod) {
        return fragment.pod(pod.name(), pod.namespace(), pod.uid()).healthcheck(List.of());
    }

    /** What the user gave. Where the user gave an id, a name of that image, or the id itself where the image has none. */
    private static String image(Map<String, String> annotations) {
        String given = annotations.get(CRIO + "Image");
        String name = ImageRef.name(annotations.get(CRIO + "ImageName"));
        return ImageRef.name(given) != null || name == null ? given : name;
    }

    /** The digest in the image's own repository, else the first that CRI-O tells. */
    private static String digest(String image, Map<String, String> annotations) {
        String[] all = annotations.getOrDefault(CRIO + "ImageRepoDigests", "").split("[, ]");
        for (String each : all) {
            if (image != null && ImageName.repository(each).equals(ImageName.repository(image))) {
                return ImageRef.digest(each);
            }
        }
        return ImageRef.digest(all[0]);
    }

    private static String imageId(String id, String reference) {
        return id.isEmpty() ? ImageRef.id(reference) : ImageRef.id(id);
    }

    private static long nanos(String time) {
        try {
            Instant at = Instant.parse(time == null ? "" : time);
            return Math.addExact(TimeUnit.SECONDS.toNanos(at.getEpochSecond()), at.getNano());
        } catch (DateTimeParseException | ArithmeticException e) {
            return 0;
        }
    }
}
