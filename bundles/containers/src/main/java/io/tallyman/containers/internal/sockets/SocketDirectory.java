package io.tallyman.containers.internal.sockets;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.HostPaths;
import io.tallyman.containers.internal.authority.Authority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at all paths where sockets may be, and decides which runtime connects to which socket. */
public final class SocketDirectory {
    /**
     * One path of one runtime.
     *
     * @param runtime null where no bundle for the runtime is installed
     * @param file    null where there is no socket
     * @param owner   on whose behalf the path leads to the socket
     * @param same    another place that leads to the same socket and is used instead, or null
     */
    public record Place(SocketPattern pattern, Path path, ContainerRuntime runtime, SocketFile file,
            SocketPath.Owner owner, Place same) {
        public boolean mayConnect() {
            return runtime != null && file != null && same == null && problem().isEmpty();
        }

        /** Why nothing that a daemon says here would be believed; empty where something would be. */
        public String problem() {
            return pattern.explicit() ? "" : owner.problem();
        }

        /** What a daemon at this socket may speak of. */
        public Authority authority() {
            return pattern.explicit() ? Authority.named(owner.authority()) : owner.authority();
        }
    }

    private record Key(String runtime, Path path) {
    }

    private static final SocketPath.Owner NO_OWNER = new SocketPath.Owner(Authority.MACHINE, "");

    private SocketDirectory() {
    }

    /**
     * Every path that is looked for. If several paths lead to one socket, one with the machine's authority is used, or
     * a user could silence a daemon by a path to the daemon's socket. Among those, one that is no link is used, since
     * Docker's default path may be a link to Podman's socket. Among those, one that an administrator has named is
     * used.
     */
    public static List<Place> look(List<ContainerRuntime> runtimes, List<SocketPattern> named) {
        Map<Key, Place> places = new LinkedHashMap<>();
        for (SocketPattern pattern : patterns(runtimes, named)) {
            for (Path path : pattern.paths()) {
                places.computeIfAbsent(new Key(pattern.runtime(), path),
                        key -> place(pattern, path, find(runtimes, pattern.runtime())));
            }
        }
        List<Place> sockets = places.values().stream().filter(Place::mayConnect).toList();
        return places.values().stream().map(place -> place.mayConnect() ? new Place(place.pattern(), place.path(),
                place.runtime(), place.file(), place.owner(), before(place, sockets)) : place).toList();
    }

    private static Place place(SocketPattern pattern, Path path, ContainerRuntime runtime) {
        SocketFile file = SocketFile.read(path);
        return new Place(pattern, path, runtime, file, file == null ? NO_OWNER : SocketPath.owner(path), null);
    }

    private static List<SocketPattern> patterns(List<ContainerRuntime> runtimes, List<SocketPattern> named) {
        List<SocketPattern> patterns = new ArrayList<>(named);
        for (ContainerRuntime runtime : runtimes) {
            for (Path path : runtime.defaultSockets()) {
                HostPaths.ofThisProcess().of(path).forEach(
                        place -> patterns.add(new SocketPattern(runtime.name(), place, false)));
            }
        }
        return patterns;
    }

    private static ContainerRuntime find(List<ContainerRuntime> runtimes, String name) {
        return runtimes.stream().filter(runtime -> runtime.name().equals(name)).findFirst().orElse(null);
    }

    private static Place before(Place place, List<Place> sockets) {
        Place first = sockets.stream().filter(other -> other.file().isSame(place.file()))
                .min(Comparator.comparing((Place other) -> !other.authority().isMachine())
                        .thenComparing(other -> other.file().link())).orElse(place);
        return first == place ? null : first;
    }
}
