package io.tallyman.containers.internal.sockets;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.containers.internal.sockets.SocketDirectory.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where sockets are looked for: at the usual paths of the runtimes, at paths that an administrator has named, and at the
 * path that the kubelet's configuration names. Thread-safe.
 */
public final class SocketPlaces {
    private final List<SocketPattern> named = new CopyOnWriteArrayList<>();
    private final Kubelet kubelet;

    /** @param kubelet the directory of the kubelet */
    public SocketPlaces(Path kubelet) {
        this.kubelet = new Kubelet(kubelet);
    }

    /** Takes in a path that an administrator has named, until {@link #remove}. */
    public SocketPattern add(String runtime, Path path) {
        SocketPattern pattern = new SocketPattern(runtime, path, true);
        named.add(pattern);
        return pattern;
    }

    public void remove(SocketPattern pattern) {
        named.remove(pattern);
    }

    /** Looks at all places. A path may lead to a file system that hangs, so the caller holds no lock. */
    public List<Place> look(List<ContainerRuntime> runtimes) {
        List<SocketPattern> all = new ArrayList<>(named);
        all.addAll(kubelet.sockets(runtimes));
        return SocketDirectory.look(runtimes, all);
    }

    /** The paths whose change may change what a look finds. */
    public Set<Path> ways(List<Place> looked) {
        Set<Path> ways = new HashSet<>(kubelet.files());
        for (Place place : looked) {
            ways.add(place.path());
            ways.add(place.pattern().path());
        }
        return ways;
    }
}
