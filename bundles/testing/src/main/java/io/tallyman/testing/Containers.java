package io.tallyman.testing;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import java.util.List;
import java.util.Map;

/** Snapshots of one container, as they follow each other while a runtime is asked. */
public final class Containers {
    public static final String ID = "8cb9c4bd2f37e1a09d5c6b4837261504f3e2d1c0b9a897867564534231201ff7";
    public static final Pod POD = new Pod("web-0", "shop", "0ad47bc9-054a-0c4b-dffe-b9740e417b88", false);

    private Containers() {
    }

    /** All is known; not in a pod. */
    public static Container complete(long serial) {
        return complete(serial, "web", "nginx:1.27", Map.of(), Pod.NONE, List.of());
    }

    public static Container complete(long serial, String name, String image, Map<String, String> labels, Pod pod,
            List<String> parents) {
        return new Container(serial, ID, "docker", name, image, "nginx@sha256:80359a5f", "sha256:9ad1c0de", labels, pod,
                1_795_311_184_424_294_000L, 16_439, parents, true, false, Enrichment.COMPLETE, "");
    }

    /** Only the id is known. */
    public static Container unnamed(long serial, Enrichment enrichment, String reason) {
        return new Container(serial, ID, "", "", "", "", "", Map.of(), Pod.NONE, 0, 16_439, List.of(), false, true,
                enrichment, reason);
    }
}
