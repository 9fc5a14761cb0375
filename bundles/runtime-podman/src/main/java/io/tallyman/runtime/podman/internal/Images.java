package io.tallyman.runtime.podman.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.docker.DockerSocket;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What Podman knows of images. No lock of a container stands before that question. An answer is kept for a minute only,
 * because tags move. Thread-safe.
 */
final class Images {
    private static final int REMEMBERED = 256;
    private static final long KEEP = TimeUnit.MINUTES.toNanos(1);

    /** @param answered Podman has told the tag and the digest; false where Podman could not be asked */
    private record Image(long asked, boolean answered, String tag, String digest) {
        private static Image unknown(boolean answered) {
            return new Image(0, answered, "", "");
        }
    }

    private final DockerSocket podman;
    private final Map<String, Image> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Image> eldest) {
            return size() > REMEMBERED;
        }
    };

    Images(DockerSocket podman) {
        this.podman = podman;
    }

    /**
     * Adds the image's name and digest to a fragment, and says whether Podman has told all that it knows of the image. Where the
     * user gave an id, the name is one of the image's tags, or the id itself where the image has no tag.
     */
    void describe(ContainerFragment.Builder fragment, String given, String imageId) throws InterruptedException {
        Image image = find(imageId);
        String name = given;
        if (Fragments.isId(given, imageId)) {
            name = !image.answered ? null : image.tag.isEmpty() ? given : image.tag;
        }
        fragment.image(name).imageDigest(name == null ? null : Fragments.digest(name, image.digest))
                .imageKnown(image.answered);
    }

    private Image find(String imageId) throws InterruptedException {
        if (!PodmanCgroups.isId(imageId)) {
            // a container of a root directory has no image
            return Image.unknown(imageId.isEmpty());
        }
        long now = System.nanoTime();
        synchronized (known) {
            Image image = known.get(imageId);
            if (image != null && now - image.asked < KEEP) {
                return image;
            }
        }
        JsonNode answer;
        try {
            answer = podman.get(PodmanConnection.LIBPOD + "/images/" + imageId + "/json");
        } catch (IOException e) {
            // the container keeps its name although its image could not be asked for
            return Image.unknown(false);
        }
        if (answer == null) {
            return Image.unknown(true);
        }
        Image image = new Image(now, true, answer.path("RepoTags").path(0).asText(""), answer.path("Digest").asText(""));
        synchronized (known) {
            known.put(imageId, image);
        }
        return image;
    }
}
