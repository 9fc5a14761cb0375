package io.tallyman.runtime.containerd.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The namespaces that any containerd has told of, except for Docker's: it owns what is in them. They are also the names
 * of cgroups, which tells {@code /default/c1} from the many other paths of that form. Thread-safe.
 */
final class Namespaces {
    private static final Set<String> DOCKERS = Set.of("moby", "plugins.moby");
    private static final int MOST = 64;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    Namespaces() {
        known.add("default");
        known.add("k8s.io");
    }

    /** @return whether it is of interest */
    boolean add(String namespace) {
        if (DOCKERS.contains(namespace) || namespace.isEmpty()) {
            return false;
        }
        if (known.size() < MOST) {
            known.add(namespace);
        }
        return true;
    }

    boolean contains(String name) {
        return known.contains(name);
    }
}
