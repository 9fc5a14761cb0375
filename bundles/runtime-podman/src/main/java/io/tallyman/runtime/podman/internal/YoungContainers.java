package io.tallyman.runtime.podman.internal;

import java.io.IOException;
import java.util.Map;

/**
 * Finds containers in the storage's list, also when they are gone by the time they are asked for. While many containers start,
 * Podman takes longer to tell of an image than a short container lives, and the questions for other containers wait
 * meanwhile. So the young containers of the list are kept before Podman is asked for an image. Thread of the quick questions.
 */
final class YoungContainers {
    /** Containers that start together were created within this time. */
    private static final long YOUNG_NANOS = 60_000_000_000L;

    private final Images images;
    private Map<String, Storage.Stored> kept = Map.of();

    YoungContainers(Images images) {
        this.images = images;
    }

    /** Returns null where the container is not in the list, and was not when the list was last kept. */
    Storage.Stored find(Storage storage, String id) throws IOException {
        Storage.Stored stored = storage.find(id);
        if (stored == null) {
            return kept.get(id);
        }
        if (images.mustAsk(stored.imageId())) {
            kept = storage.createdSince(stored.created() - YOUNG_NANOS);
        }
        return stored;
    }
}
