package io.tallyman.api.container;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of a container at one moment. Immutable and shared by all threads; new knowledge is a new snapshot.
 * Everything that a container's owner can choose (name, image, labels, pod) is hostile text.
 *
 * @param serial      unique per snapshot in this process; printers cache their encoding by it
 * @param id          as its runtime names it, in full
 * @param runtime     "docker", "podman", "containerd", "crio", or a plug-in's name; empty while unknown
 * @param name        without a leading slash; empty while unknown
 * @param image       as the user gave it; empty while unknown
 * @param imageDigest {@code repo@sha256:...} or empty
 * @param imageId     {@code sha256:...} of the image's configuration, or empty
 * @param labels      the container's labels
 * @param pod         its pod, or {@link Pod#NONE}
 * @param created     nanoseconds since the epoch, or 0
 * @param cgroupId    id of the container's outermost cgroup
 * @param parents     ids of the containers around it, outermost first
 * @param started     its entry point has been executed
 * @param existed     its creation was not seen: it was there before the trace began, or the record of it was lost
 * @param enrichment  what became of the question to the runtime
 * @param reason      why, where enrichment is pending or failed; else empty
 */
public record Container(long serial, String id, String runtime, String name, String image, String imageDigest,
        String imageId, Map<String, String> labels, Pod pod, long created, long cgroupId, List<String> parents,
        boolean started, boolean existed, Enrichment enrichment, String reason) {

    /** Copies the labels and the parents. Neither these nor the id may be null. */
    public Container {
        Objects.requireNonNull(id, "id");
        labels = Map.copyOf(labels);
        parents = List.copyOf(parents);
    }

    /** Snapshots are compared by serial: two with equal fields are still two moments. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Container c && c.serial == serial;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(serial);
    }
}
