package io.tallyman.api.runtime;

import java.util.List;
import java.util.Map;

/**
 * What one source says of a container. A null or empty member says nothing. Tallyman merges the fragments of one
 * container: the first non-empty value of each member wins, and all labels win over some.
 *
 * @param id          the container's full id; never null
 * @param name        without a leading slash
 * @param image       as the user gave it, never an id where a name is known
 * @param imageDigest {@code repo@sha256:...}, in the repository of {@code image} where the image has that repository
 * @param imageId     {@code sha256:...} of the image's configuration
 * @param imageKnown  the source has told all that the runtime knows of the image: an id or a digest that is empty here
 *                    stays empty, as the digest of an image that was never in a registry
 * @param labels      the container's own labels
 * @param allLabels   the container has no other labels. A source that tells all labels tells the pod as well: the
 *                    runtime's plug-in reads the pod's members from {@code io.kubernetes.*}
 * @param podName     name of the pod
 * @param podNamespace namespace of the pod
 * @param podUid      uid of the pod
 * @param sandbox     true for a pod's sandbox
 * @param created     nanoseconds since the epoch, or 0; every source of one runtime has to give the same number
 * @param pid         host pid of the first process, or 0
 * @param cgroupPath  path from the hierarchy's root that the runtime declares, or null
 * @param healthcheck the program and the arguments by which the runtime checks the container's health; empty where it
 *                    checks nothing; null where this source does not know
 */
public record ContainerFragment(String id, String name, String image, String imageDigest, String imageId,
        boolean imageKnown, Map<String, String> labels, boolean allLabels, String podName, String podNamespace,
        String podUid, boolean sandbox, long created, int pid, String cgroupPath, List<String> healthcheck) {

    /** Puts an empty text or map where a member is null. Only the id must be there. */
    public ContainerFragment {
        if (id == null || id.isEmpty()) {
            throw new IllegalArgumentException("a fragment needs a container id");
        }
        name = orEmpty(name);
        image = orEmpty(image);
        imageDigest = orEmpty(imageDigest);
        imageId = orEmpty(imageId);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        podName = orEmpty(podName);
        podNamespace = orEmpty(podNamespace);
        podUid = orEmpty(podUid);
        healthcheck = healthcheck == null ? null : List.copyOf(healthcheck);
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }

    /** Starts a fragment of the container with this id. */
    public static Builder of(String id) {
        return new Builder(id);
    }

    /** Collects a fragment's members; each may be left out or given null. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private String name;
        private String image;
        private String imageDigest;
        private String imageId;
        private boolean imageKnown;
        private Map<String, String> labels;
        private boolean allLabels;
        private String podName;
        private String podNamespace;
        private String podUid;
        private boolean sandbox;
        private long created;
        private int pid;
        private String cgroupPath;
        private List<String> healthcheck;

        private Builder(String id) {
            this.id = id;
        }

        /** The name without a leading slash. */
        public Builder name(String value) {
            name = value;
            return this;
        }

        /** The name of the image as the user gave it. */
        public Builder image(String value) {
            image = value;
            return this;
        }

        /** {@code repository@sha256:...}: the digest of the manifest. */
        public Builder imageDigest(String value) {
            imageDigest = value;
            return this;
        }

        /** {@code sha256:...}: the digest of the image's configuration. */
        public Builder imageId(String value) {
            imageId = value;
            return this;
        }

        /** Says that the runtime knows no more of the image than the id and the digest of this fragment. */
        public Builder imageKnown(boolean value) {
            imageKnown = value;
            return this;
        }

        /** All labels of the container; null says nothing. */
        public Builder labels(Map<String, String> value) {
            labels = value;
            allLabels = value != null;
            return this;
        }

        /** Labels from a source that may leave some out. */
        public Builder someLabels(Map<String, String> value) {
            labels = value;
            allLabels = false;
            return this;
        }

        /** Name, namespace and uid of the container's pod. */
        public Builder pod(String podName, String namespace, String uid) {
            this.podName = podName;
            podNamespace = namespace;
            podUid = uid;
            return this;
        }

        /** Says whether the container is its pod's own ("pause") container. */
        public Builder sandbox(boolean value) {
            sandbox = value;
            return this;
        }

        /** When the container was created; 0 says nothing. */
        public Builder created(long nanosSinceEpoch) {
            created = nanosSinceEpoch;
            return this;
        }

        /** Process id on the host of the first process; 0 says nothing. */
        public Builder pid(int value) {
            pid = value;
            return this;
        }

        /** Path of the container's cgroup from the hierarchy's root. */
        public Builder cgroupPath(String value) {
            cgroupPath = value;
            return this;
        }

        /** What the runtime executes to check the container's health; empty: nothing; null says nothing. */
        public Builder healthcheck(List<String> program) {
            healthcheck = program;
            return this;
        }

        /** The fragment with what was told so far. */
        public ContainerFragment build() {
            return new ContainerFragment(id, name, image, imageDigest, imageId, imageKnown, labels, allLabels,
                    podName, podNamespace, podUid, sandbox, created, pid, cgroupPath, healthcheck);
        }
    }
}
