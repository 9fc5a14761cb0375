package io.tallyman.containers.internal.sockets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where sockets of one runtime may be.
 *
 * @param runtime  the name of the runtime
 * @param path     {@code *} stands for any one component
 * @param explicit an administrator has named the path
 */
public record SocketPattern(String runtime, Path path, boolean explicit) {
    private static final String ANY = "*";
    private static final int MOST = 256;

    /** The paths that may lead to a socket now; at least the pattern itself. */
    List<Path> paths() {
        List<Path> found = List.of(Path.of("/"));
        if (!path.toString().contains(ANY) || !path.isAbsolute()) {
            return List.of(path);
        }
        for (Path component : path) {
            List<Path> deeper = new ArrayList<>();
            for (Path parent : found) {
                if (component.toString().equals(ANY)) {
                    addChildren(parent, deeper);
                } else {
                    deeper.add(parent.resolve(component));
                }
            }
            found = deeper;
        }
        return found.isEmpty() ? List.of(path) : found;
    }

    private static void addChildren(Path parent, List<Path> to) {
        String[] names = parent.toFile().list();
        if (names != null) {
            Arrays.sort(names);
            for (String name : names) {
                if (to.size() < MOST) {
                    to.add(parent.resolve(name));
                }
            }
        }
    }
}
