package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.engine.internal.loss.Owner;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives each container of a recording its owner. A container inside another one has an owner of its own, because a recording
 * does not tell the outer one. Reader thread only.
 */
final class RecordedOwners {
    private final Owner host;
    private final Map<String, Recorded> byId = new HashMap<>();
    private Recorded last;

    /** The newest snapshot that the recording had of a container, and the container's owner. */
    private static final class Recorded {
        private final Owner owner;
        private Container container;

        private Recorded(int number) {
            owner = new Owner(number, () -> container);
        }
    }

    RecordedOwners(Owner host) {
        this.host = host;
    }

    /** @param container null: the host */
    Owner of(Container container) {
        if (container == null) {
            return host;
        }
        Recorded now = last;
        if (now == null || now.container != container) {
            now = byId.computeIfAbsent(container.id(), id -> new Recorded(byId.size() + 1));
            now.container = container;
            last = now;
        }
        return now.owner;
    }
}
