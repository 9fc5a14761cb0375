package io.tallyman.runtime.containerd.internal;

import com.google.protobuf.Timestamp;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.runtime.containerd.internal.containers.Container;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** containerd's containers in the words of the api. */
final class Fragments {
    private static final Pattern IMAGE_ID = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");
    private static final String POD = "io.kubernetes.pod.";
    private static final String CRI = "io.kubernetes.cri.";

    private Fragments() {
    }

    /** Everything but the image. */
    static ContainerFragment.Builder of(Container container, Spec spec) {
        Map<String, String> labels = container.getLabelsMap();
        Map<String, String> annotations = spec.annotations();
        return ContainerFragment.of(container.getId()).name(name(container)).labels(labels)
                .pod(first(labels.get(POD + "name"), annotations.get(CRI + "sandbox-name")),
                        first(labels.get(POD + "namespace"), annotations.get(CRI + "sandbox-namespace")),
                        first(labels.get(POD + "uid"), annotations.get(CRI + "sandbox-uid")))
                .sandbox("sandbox".equals(labels.get("io.cri-containerd.kind"))
                        || "sandbox".equals(annotations.get(CRI + "container-type")))
                .created(nanos(container.getCreatedAt())).cgroupPath(spec.cgroupPath());
    }

    /** Without labels and annotations: an id for a name, and the image where that is no id. */
    static ContainerFragment ofGone(String id, String image) {
        return ContainerFragment.of(id).name(id).image(isImageId(image) ? null : image).build();
    }

    private static String name(Container container) {
        Map<String, String> labels = container.getLabelsMap();
        return first(labels.get("nerdctl/name"), first(labels.get("io.kubernetes.container.name"), container.getId()));
    }

    /** The image as the user gave it, which may be an id. */
    static String image(Container container, Spec spec) {
        String wished = spec.annotations().get(CRI + "image-name");
        return wished == null || isImageId(wished) ? container.getImage() : wished;
    }

    static boolean isImageId(String image) {
        return IMAGE_ID.matcher(image).matches();
    }

    /** A digest in the repository that a name belongs to, or null where there is no name. */
    static String repoDigest(String name, String digest) {
        if (name == null || name.isEmpty() || isImageId(name) || digest == null || digest.isEmpty()) {
            return null;
        }
        int at = name.indexOf('@');
        String plain = at < 0 ? name : name.substring(0, at);
        int colon = plain.lastIndexOf(':');
        return (colon > plain.lastIndexOf('/') ? plain.substring(0, colon) : plain) + "@" + digest;
    }

    private static String first(String one, String other) {
        return one == null || one.isEmpty() ? other : one;
    }

    private static long nanos(Timestamp time) {
        long seconds = Math.min(Math.max(time.getSeconds(), 0), Long.MAX_VALUE / TimeUnit.SECONDS.toNanos(1) - 1);
        return TimeUnit.SECONDS.toNanos(seconds) + Math.max(time.getNanos(), 0);
    }
}
