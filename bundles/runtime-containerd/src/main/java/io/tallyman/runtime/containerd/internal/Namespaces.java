package io.tallyman.runtime.containerd.internal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The namespaces that containerds have told of. Namespaces are also names of cgroups, which tells {@code /default/c1} from
 * the many other paths of that form. A namespace counts below the cgroup root of the containerd that has it: else a
 * containerd inside a container could make containers of the host's cgroups, or fill the list of the host's containerd.
 * Thread-safe.
 */
final class Namespaces {
    static final int MOST = 64;
    private static final String MACHINE = "/";
    /** Docker makes containers in these, and says itself what they are. */
    private static final Set<String> DOCKERS = Set.of("moby", "plugins.moby");
    private static final Set<String> EVERYWHERE = Set.of("default", "k8s.io");

    private final Map<String, Told> byRoot = new ConcurrentHashMap<>();

    /** What the containerds below one cgroup root have told, while there is a connection to one of them. */
    final class Told implements AutoCloseable {
        private final String root;
        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private int connections;

        Told(String root) {
            this.root = root;
        }

        /** @return whether the namespace is containerd's own to speak of */
        boolean add(String namespace) {
            if (DOCKERS.contains(namespace) || namespace.isEmpty()) {
                return false;
            }
            if (names.size() < MOST) {
                names.add(namespace);
            }
            return true;
        }

        private boolean covers(String name, String path) {
            return names.contains(name) && (root.equals(MACHINE) || path.startsWith(root + "/"));
        }

        /** The machine's namespaces stay: its containerd may only be restarting. */
        @Override
        public void close() {
            byRoot.computeIfPresent(root, (key, told) -> --told.connections == 0 && !key.equals(MACHINE) ? null : told);
        }
    }

    /** A containerd below this cgroup root has been connected to. */
    Told open(String root) {
        return byRoot.compute(root, (key, there) -> {
            Told told = there == null ? new Told(key) : there;
            told.connections++;
            return told;
        });
    }

    /** Whether the cgroup at this path can be one of a namespace of this name. */
    boolean contains(String name, String path) {
        if (EVERYWHERE.contains(name)) {
            return true;
        }
        for (Told told : byRoot.values()) {
            if (told.covers(name, path)) {
                return true;
            }
        }
        return false;
    }
}
