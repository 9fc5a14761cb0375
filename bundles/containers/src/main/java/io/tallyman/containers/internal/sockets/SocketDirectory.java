package io.tallyman.containers.internal.sockets;

import io.tallyman.api.runtime.ContainerRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at all paths where sockets may be, and decides which runtime speaks to which socket. */
public final class SocketDirectory {
    /**
     * One path of one runtime.
     *
     * @param runtime null where no bundle for it is there
     * @param file    null where no socket is
     * @param same    the place that leads to the same socket and goes before, or null
     */
    public record Place(SocketPattern pattern, Path path, ContainerRuntime runtime, SocketFile file, Place same) {
        public boolean mayConnect() {
            return runtime != null && file != null && same == null;
        }
    }

    private record Key(String runtime, Path path) {
    }

    private SocketDirectory() {
    }

    /**
     * Every path that is looked for. Of several that lead to one socket the one that is no link goes first: Docker's
     * default path may be a link to Podman's socket. Then those that somebody has named.
     */
    public static List<Place> look(List<ContainerRuntime> runtimes, List<SocketPattern> named) {
        Map<Key, Place> places = new LinkedHashMap<>();
        for (SocketPattern pattern : patterns(runtimes, named)) {
            for (Path path : pattern.paths()) {
                places.computeIfAbsent(new Key(pattern.runtime(), path), key -> new Place(pattern, path,
                        find(runtimes, pattern.runtime()), SocketFile.read(path), null));
            }
        }
        List<Place> sockets = places.values().stream().filter(Place::mayConnect).toList();
        return places.values().stream().map(place -> place.mayConnect() ? new Place(place.pattern(), place.path(),
                place.runtime(), place.file(), before(place, sockets)) : place).toList();
    }

    private static List<SocketPattern> patterns(List<ContainerRuntime> runtimes, List<SocketPattern> named) {
        List<SocketPattern> patterns = new ArrayList<>(named);
        for (ContainerRuntime runtime : runtimes) {
            for (Path path : defaultsOf(runtime)) {
                patterns.add(new SocketPattern(runtime.name(), path, false));
            }
        }
        return patterns;
    }

    /** A bundle that fails here can still be given sockets by name. */
    static List<Path> defaultsOf(ContainerRuntime runtime) {
        try {
            return runtime.defaultSockets();
        } catch (RuntimeException | LinkageError e) {
            return List.of();
        }
    }

    private static ContainerRuntime find(List<ContainerRuntime> runtimes, String name) {
        return runtimes.stream().filter(runtime -> runtime.name().equals(name)).findFirst().orElse(null);
    }

    private static Place before(Place place, List<Place> sockets) {
        Place first = sockets.stream().filter(other -> other.file().isSame(place.file()))
                .min(Comparator.comparing(other -> other.file().link())).orElse(place);
        return first == place ? null : first;
    }
}
