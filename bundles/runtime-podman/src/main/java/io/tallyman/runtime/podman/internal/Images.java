package io.tallyman.runtime.podman.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.docker.DockerSocket;
import io.tallyman.lib.docker.ImageAnswers;
import java.io.IOException;

/** What Podman knows of images. No lock of a container stands before that question. Thread-safe. */
final class Images {
    /** @param tag empty where the image has none */
    private record Image(String tag, String digest) {
    }

    private static final Image NONE = new Image("", "");

    private final DockerSocket podman;
    private final ImageAnswers<Image> answers = new ImageAnswers<>(this::ask, NONE);

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
            name = image == null ? null : image.tag.isEmpty() ? given : image.tag;
        }
        fragment.image(name).imageDigest(name == null ? null : Fragments.digest(name, image == null ? "" : image.digest))
                .imageKnown(image != null);
    }

    /** Whether {@link #describe} has to ask Podman for this image. */
    boolean mustAsk(String imageId) {
        return PodmanCgroups.isId(imageId) && !answers.has(imageId);
    }

    private Image find(String imageId) throws InterruptedException {
        if (PodmanCgroups.isId(imageId)) {
            return answers.find(imageId);
        }
        // a container of a root directory has no image
        return imageId.isEmpty() ? NONE : null;
    }

    private Image ask(String imageId) throws IOException, InterruptedException {
        JsonNode answer = podman.get(PodmanConnection.LIBPOD + "/images/" + imageId + "/json");
        return answer == null ? null
                : new Image(answer.path("RepoTags").path(0).asText(""), answer.path("Digest").asText(""));
    }
}
