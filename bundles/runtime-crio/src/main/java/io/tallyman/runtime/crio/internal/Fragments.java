package io.tallyman.runtime.crio.internal;

import com.google.gson.stream.JsonReader;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.runtime.crio.internal.cri.Container;
import io.tallyman.runtime.crio.internal.cri.ContainerState;
import io.tallyman.runtime.crio.internal.cri.ContainerStatus;
import io.tallyman.runtime.crio.internal.cri.PodSandbox;
import io.tallyman.runtime.crio.internal.cri.PodSandboxMetadata;
import io.tallyman.runtime.crio.internal.cri.PodSandboxStatus;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** CRI-O's answers in the words of the api. */
final class Fragments {
    private static final String CRIO = "io.kubernetes.cri-o.";
    private static final String POD = "io.kubernetes.pod.";
    private static final String NAME = "io.kubernetes.container.name";
    /** What CRI-O itself calls a sandbox's container. */
    private static final String SANDBOX_NAME = "POD";

    private Fragments() {
    }

    /** @return null where these are not the annotations of this container */
    static ContainerFragment of(String id, Bundle bundle) {
        Map<String, String> said = bundle.annotations();
        boolean sandbox = "sandbox".equals(said.get(CRIO + "ContainerType"));
        if (!id.equals(said.get(CRIO + "ContainerID")) && !(sandbox && id.equals(said.get(CRIO + "SandboxID")))) {
            return null;
        }
        String name = said.getOrDefault(NAME, sandbox ? SANDBOX_NAME : "");
        return pod(ContainerFragment.of(id), said).name(name).image(image(bundle)).imageDigest(digest(said))
                .imageId(ImageRef.id(said.get(CRIO + "ImageRef"))).labels(labels(said.get(CRIO + "Labels")))
                .sandbox(sandbox).created(nanos(said.get(CRIO + "Created"))).cgroupPath(bundle.cgroupPath()).build();
    }

    static ContainerFragment of(Container item) {
        return pod(ContainerFragment.of(item.getId()), item.getLabelsMap())
                .name(name(item.getLabelsMap(), item.getMetadata().getName()))
                .image(ImageRef.name(item.getImage().getImage())).imageDigest(ImageRef.digest(item.getImageRef()))
                .imageId(imageId(item.getImageId(), item.getImageRef())).labels(item.getLabelsMap())
                .created(item.getCreatedAt()).build();
    }

    static ContainerFragment of(PodSandbox item) {
        return sandbox(item.getId(), item.getMetadata(), item.getLabelsMap()).created(item.getCreatedAt()).build();
    }

    /** A pid is the container's while it runs; CRI-O keeps it afterwards. */
    static ContainerFragment.Builder of(ContainerStatus status, Bundle bundle) {
        return pod(ContainerFragment.of(status.getId()), status.getLabelsMap())
                .name(name(status.getLabelsMap(), status.getMetadata().getName()))
                .image(ImageRef.name(status.getImage().getImage())).imageDigest(ImageRef.digest(status.getImageRef()))
                .imageId(imageId(status.getImageId(), status.getImageRef())).labels(status.getLabelsMap())
                .created(status.getCreatedAt()).cgroupPath(bundle.cgroupPath())
                .pid(status.getState() == ContainerState.CONTAINER_RUNNING ? bundle.pid() : 0);
    }

    /** CRI does not tell a sandbox's image; the specification does. */
    static ContainerFragment of(PodSandboxStatus status, Bundle bundle) {
        return sandbox(status.getId(), status.getMetadata(), status.getLabelsMap()).created(status.getCreatedAt())
                .image(image(bundle)).imageDigest(digest(bundle.annotations())).cgroupPath(bundle.cgroupPath())
                .imageId(ImageRef.id(bundle.annotations().get(CRIO + "ImageRef"))).pid(bundle.pid()).build();
    }

    private static ContainerFragment.Builder sandbox(String id, PodSandboxMetadata pod, Map<String, String> labels) {
        return ContainerFragment.of(id).name(name(labels, SANDBOX_NAME)).labels(labels).sandbox(true)
                .pod(pod.getName(), pod.getNamespace(), pod.getUid());
    }

    private static ContainerFragment.Builder pod(ContainerFragment.Builder fragment, Map<String, String> labels) {
        return fragment.pod(labels.get(POD + "name"), labels.get(POD + "namespace"), labels.get(POD + "uid"));
    }

    private static String name(Map<String, String> labels, String otherwise) {
        return labels.getOrDefault(NAME, otherwise);
    }

    private static String image(Bundle bundle) {
        String name = ImageRef.name(bundle.annotations().get(CRIO + "ImageName"));
        return name != null ? name : ImageRef.name(bundle.annotations().get(CRIO + "Image"));
    }

    /** One of the image's repositories is as good as the other. */
    private static String digest(Map<String, String> annotations) {
        return ImageRef.digest(annotations.getOrDefault(CRIO + "ImageRepoDigests", "").split("[, ]", 2)[0]);
    }

    private static String imageId(String id, String reference) {
        return id.isEmpty() ? ImageRef.id(reference) : ImageRef.id(id);
    }

    private static Map<String, String> labels(String json) {
        try {
            return json == null ? Map.of() : Bundle.strings(new JsonReader(new StringReader(json)), new HashMap<>());
        } catch (IOException | IllegalStateException e) {
            return Map.of();
        }
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
