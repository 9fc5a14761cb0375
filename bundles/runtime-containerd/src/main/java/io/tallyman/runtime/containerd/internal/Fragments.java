package io.tallyman.runtime.containerd.internal;

import com.google.protobuf.Timestamp;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ImageName;
import io.tallyman.runtime.containerd.internal.containers.Container;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Turns containerd's containers into fragments. The annotations with which the CRI plugin describes a container come first.
 * Labels come second: the plugin copies the labels of the image among them, and an image could name another pod there.
 */
final class Fragments {
    /** The sandbox's container in Kubernetes' own words, for each runtime that has the CRI. */
    static final String SANDBOX_NAME = "POD";

    private static final Pattern IMAGE_ID = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");
    private static final String LABEL = "io.kubernetes.";
    private static final String CRI = "io.kubernetes.cri.";

    private Fragments() {
    }

    /** Everything but the image. containerd checks nothing's health: the kubelet's probes are commands like any other. */
    static ContainerFragment.Builder of(Container container, Spec spec) {
        Map<String, String> labels = container.getLabelsMap();
        Map<String, String> annotations = spec.annotations();
        boolean sandbox = "sandbox".equals(labels.get("io.cri-containerd.kind"))
                || "sandbox".equals(annotations.get(CRI + "container-type"));
        return ContainerFragment.of(container.getId()).healthcheck(List.of()).labels(labels).sandbox(sandbox)
                .name(sandbox ? SANDBOX_NAME : name(container, annotations))
                .pod(first(annotations.get(CRI + "sandbox-name"), labels.get(LABEL + "pod.name")),
                        first(annotations.get(CRI + "sandbox-namespace"), labels.get(LABEL + "pod.namespace")),
                        first(annotations.get(CRI + "sandbox-uid"), labels.get(LABEL + "pod.uid")))
                .created(nanos(container.getCreatedAt())).cgroupPath(spec.cgroupPath());
    }

    /**
     * A container that was removed before it could be asked for. Its event has no labels and no annotations, so that the id
     * has to do for the name.
     */
    static ContainerFragment ofGone(String id, Images.Described image) {
        return ContainerFragment.of(id).healthcheck(List.of()).name(id)
                .image(isImageId(image.name()) ? null : image.name())
                .imageDigest(image.digest()).imageId(image.id()).imageKnown(true).build();
    }

    private static String name(Container container, Map<String, String> annotations) {
        Map<String, String> labels = container.getLabelsMap();
        String inPod = first(annotations.get(CRI + "container-name"), labels.get(LABEL + "container.name"));
        return first(labels.get("nerdctl/name"), first(inPod, container.getId()));
    }

    /** The image as the user gave it, which may be an id. */
    static String image(Container container, Spec spec) {
        String given = first(spec.annotations().get(CRI + "image-name"),
                spec.annotations().get(CRI + "podsandbox.image-name"));
        return given == null || isImageId(given) ? container.getImage() : given;
    }

    static boolean isImageId(String image) {
        return IMAGE_ID.matcher(image).matches();
    }

    /** The digest in the repository that the name belongs to, or null where there is no name. */
    static String repoDigest(String name, String digest) {
        if (name == null || name.isEmpty() || isImageId(name) || digest == null || digest.isEmpty()) {
            return null;
        }
        return ImageName.withDigest(name, digest);
    }

    private static String first(String one, String other) {
        return one == null || one.isEmpty() ? other : one;
    }

    private static long nanos(Timestamp time) {
        long seconds = Math.min(Math.max(time.getSeconds(), 0), Long.MAX_VALUE / TimeUnit.SECONDS.toNanos(1) - 1);
        return TimeUnit.SECONDS.toNanos(seconds) + Math.max(time.getNanos(), 0);
    }
}
