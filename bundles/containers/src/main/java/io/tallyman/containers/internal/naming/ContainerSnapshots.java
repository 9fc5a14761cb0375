package io.tallyman.containers.internal.naming;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.internal.attribution.KnownContainer;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Makes immutable snapshots of containers, and shows the live ones to other threads. */
public final class ContainerSnapshots {
    private final AtomicLong serials;
    private final Map<TrackedContainer, Container> live = new ConcurrentHashMap<>();

    public ContainerSnapshots(AtomicLong serials) {
        this.serials = serials;
    }

    /** A snapshot of what is known now. Reader thread only. */
    Container make(TrackedContainer container) {
        KnownContainer known = container.reported.enrichment == Enrichment.NONE ? null : container.known;
        Container snapshot = known == null ? unnamed(container) : named(container, known);
        if (!container.gone) {
            live.put(container, snapshot);
        }
        return snapshot;
    }

    void gone(TrackedContainer container) {
        live.remove(container);
    }

    /** Any thread. */
    public Collection<Container> live() {
        return List.copyOf(live.values());
    }

    /** The states of the live containers. */
    public Collection<ContainerState> states() {
        return live.keySet().stream().map(container -> (ContainerState) container.state).toList();
    }

    /** Any thread. */
    public int size() {
        return live.size();
    }

    private Container unnamed(TrackedContainer container) {
        return new Container(serials.incrementAndGet(), container.id(), container.runtime(), "", "", "", "", Map.of(),
                Pod.NONE, 0, container.cgroup.id, parents(container), container.started, container.cgroup.existed,
                container.reported.enrichment, container.reported.reason);
    }

    private Container named(TrackedContainer container, KnownContainer known) {
        Map<String, String> labels = known.allLabels || container.reported.someLabels ? known.labels : Map.of();
        return new Container(serials.incrementAndGet(), known.id, known.origin.runtime(), known.name, known.image,
                known.imageDigest, known.imageId, labels, known.pod, known.created, container.cgroup.id,
                parents(container), container.started, container.cgroup.existed, container.reported.enrichment,
                container.reported.reason);
    }

    private static List<String> parents(TrackedContainer container) {
        if (container.outer == null) {
            return List.of();
        }
        LinkedList<String> ids = new LinkedList<>();
        for (TrackedContainer outer = container.outer; outer != null; outer = outer.outer) {
            if (!outer.unconfirmed) {
                ids.addFirst(outer.id());
            }
        }
        return new ArrayList<>(ids);
    }
}
