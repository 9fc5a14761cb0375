package io.tallyman.containers.internal.attribution;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.container.Pod;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.authority.FragmentLimits;
import io.tallyman.containers.internal.authority.Origin;
import java.util.List;
import java.util.Map;

/**
 * What one daemon has told about one container so far. A member keeps the first value that was not empty. Reader thread
 * only.
 */
public final class KnownContainer {
    /** Two sources of one daemon may differ by this much in when a container was created. */
    private static final long SAME_BIRTH = 1_000_000_000L;
    private static final int BYTES = 400;

    public final Origin origin;
    public final String id;
    public String name = "";
    public String image = "";
    public String imageDigest = "";
    public String imageId = "";
    /** The runtime has told all that it knows of the image: an id or a digest that is empty stays empty. */
    boolean imageKnown;
    public Map<String, String> labels = Map.of();
    /** The container has no other labels. */
    public boolean allLabels;
    public Pod pod = Pod.NONE;
    public long created;
    public int pid;
    String cgroupPath;
    /** What the runtime executes to check the health; null: it has not told. */
    private List<String> healthcheck;
    /** The runtime has removed the container. */
    boolean dropped;
    /** The daemon has answered the question for everything: what is still empty stays empty. */
    public boolean inspected;
    /**
     * The daemon has told all that it tells quickly: what is empty still is told after the container's start, if
     * ever.
     */
    public boolean quickTold;
    /** The daemon that has told the name has denied the container since, or has not answered. */
    public boolean denied;
    /** A cgroup has claimed this before. */
    boolean claimedBefore;
    /** The container that this belongs to, or belonged to last. */
    TrackedContainer claimant;
    /** How many bytes this takes from the share of the daemon's authority. */
    long charged;
    /** Grows with every change. */
    public int version;

    KnownContainer(Origin origin, String id) {
        this.origin = origin;
        this.id = id;
    }

    /** A container without an image (a root directory was given) is known by name when everything was asked for. */
    public boolean isNamed() {
        return !name.isEmpty() && (!image.isEmpty() || inspected);
    }

    /** What {@link io.tallyman.api.container.Enrichment#COMPLETE} promises. */
    boolean isComplete() {
        boolean all = (imageKnown || !imageDigest.isEmpty() && !imageId.isEmpty()) && created != 0;
        return isNamed() && (all || quickTold || inspected);
    }

    /** Nothing more is to be had quickly: events need not wait. */
    boolean isSettled() {
        return isComplete() || isNamed() && denied;
    }

    /** A source that tells all labels tells the pod, too. */
    boolean has(Metadata wanted) {
        boolean labelled = inspected || allLabels;
        boolean digested = inspected || imageKnown || !imageDigest.isEmpty();
        return isSettled() && (labelled || !wanted.includes(Metadata.LABELS))
                && (digested || !wanted.includes(Metadata.ALL));
    }

    /** What the runtime executes to check the health; empty: nothing, as far as it tells; null: it may still tell. */
    public List<String> healthcheck() {
        return healthcheck == null && inspected ? List.of() : healthcheck;
    }

    /** Another question would bring nothing new. */
    public boolean isExhausted() {
        boolean image = imageKnown || !imageDigest.isEmpty() && !imageId.isEmpty();
        return isComplete() && (inspected || image && created != 0 && pid != 0);
    }

    /** Whether the fragment is of another container: people use an id that they have chosen more than once. */
    boolean isAnother(ContainerFragment fragment) {
        return !ContainerIds.isRandom(id) && (created != 0 && fragment.created() != 0
                && Math.abs(created - fragment.created()) > SAME_BIRTH
                || cgroupPath != null && fragment.cgroupPath() != null && !cgroupPath.equals(fragment.cgroupPath()));
    }

    /** Whether the daemon may speak of this cgroup, and may mean it: two namespaces of one daemon can use one id. */
    boolean fits(Cgroup cgroup) {
        return origin.authority().maySpeakOf(cgroup.authority(), cgroup.path.equals(cgroupPath))
                && (cgroupPath == null || ContainerIds.isRandom(id) || cgroup.path.endsWith(cgroupPath)
                        || !cgroupPath.startsWith("/"));
    }

    void merge(ContainerFragment fragment) {
        name = first(name, fragment.name());
        image = first(image, fragment.image());
        imageDigest = first(imageDigest, fragment.imageDigest());
        imageId = first(imageId, fragment.imageId());
        imageKnown |= fragment.imageKnown();
        if (!allLabels && (fragment.allLabels() || labels.isEmpty())) {
            labels = fragment.labels();
            allLabels = fragment.allLabels();
        }
        pod = merged(fragment);
        created = created != 0 ? created : fragment.created();
        pid = pid != 0 ? pid : fragment.pid();
        cgroupPath = cgroupPath != null ? cgroupPath : fragment.cgroupPath();
        healthcheck = healthcheck != null ? healthcheck : fragment.healthcheck();
        version++;
    }

    /** About how much memory this takes. */
    long bytes() {
        long characters = (long) id.length() + name.length() + image.length() + imageDigest.length() + imageId.length()
                + pod.name().length() + pod.namespace().length() + pod.uid().length()
                + (cgroupPath == null ? 0 : cgroupPath.length()) + FragmentLimits.characters(healthcheck);
        return BYTES + 2 * characters + FragmentLimits.bytes(labels);
    }

    /** Forgets the labels, of which the container's owner chooses how many there are. */
    void dropLabels() {
        labels = Map.of();
        allLabels = false;
        version++;
    }

    private Pod merged(ContainerFragment fragment) {
        Pod all = new Pod(first(pod.name(), fragment.podName()), first(pod.namespace(), fragment.podNamespace()),
                first(pod.uid(), fragment.podUid()), pod.sandbox() || fragment.sandbox());
        return all.equals(Pod.NONE) ? Pod.NONE : all;
    }

    private static String first(String one, String other) {
        return one.isEmpty() ? other : one;
    }
}
