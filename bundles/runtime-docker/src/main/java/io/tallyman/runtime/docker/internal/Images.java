package io.tallyman.runtime.docker.internal;

import com.github.dockerjava.api.command.InspectImageResponse;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ImageName;
import io.tallyman.lib.docker.DockerSocket;
import io.tallyman.lib.docker.ImageAnswers;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** What Docker knows of images. Thread-safe. */
final class Images {
    private static final Pattern SHORT_ID = Pattern.compile("[0-9a-f]{12,64}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{4,64}");
    private static final String SHA = "sha256:";

    /** An image's names and digests. */
    private record Image(List<String> tags, List<String> digests) {
    }

    private final DockerSocket docker;
    private final ImageAnswers<Image> answers = new ImageAnswers<>(this::ask, new Image(List.of(), List.of()));

    Images(DockerSocket docker) {
        this.docker = docker;
    }

    /**
     * Adds the image's name and digest to a fragment, and says whether Docker has told all that it knows of the image. Where the
     * user gave an id, the name is one of the image's tags, or the id itself where the image has no tag.
     */
    void describe(ContainerFragment.Builder fragment, String given, String imageId) throws InterruptedException {
        Image image = imageId != null && imageId.startsWith(SHA) ? answers.find(imageId) : null;
        String name = given;
        if (isId(given, imageId)) {
            name = image == null ? null : image.tags.isEmpty() ? given : image.tags.get(0);
        }
        fragment.image(name).imageDigest(digest(image == null ? List.of() : image.digests, name))
                .imageKnown(image != null);
    }

    /** The digest in the repository of the image's name, else the first that Docker tells. */
    private static String digest(List<String> digests, String name) {
        if (name != null && name.contains("@" + SHA)) {
            return familiar(name) + "@" + ImageName.digest(name);
        }
        String repository = name == null ? "" : familiar(name);
        for (String each : digests) {
            if (familiar(each).equals(repository)) {
                return each;
            }
        }
        return digests.isEmpty() ? null : digests.get(0);
    }

    /** The repository as Docker prints it: without Docker's default registry and folder. */
    private static String familiar(String name) {
        String shorter = ImageName.repository(name).replaceFirst("^(index\\.)?docker\\.io/", "");
        return shorter.startsWith("library/") ? shorter.substring("library/".length()) : shorter;
    }

    /** Says whether this text is the image's id, in full or shortened, and not a name that looks like an id. */
    static boolean isId(String text, String imageId) {
        if (text == null || imageId == null) {
            return mayBeId(text);
        }
        return text.startsWith(SHA) || HEX.matcher(text).matches() && imageId.startsWith(SHA + text);
    }

    static boolean mayBeId(String text) {
        return text != null && (text.startsWith(SHA) || SHORT_ID.matcher(text).matches());
    }

    private Image ask(String imageId) throws IOException, InterruptedException {
        InspectImageResponse answer = docker.ask(client -> client.inspectImageCmd(imageId).exec());
        return answer == null ? null : new Image(orEmpty(answer.getRepoTags()), orEmpty(answer.getRepoDigests()));
    }

    private static List<String> orEmpty(List<String> list) {
        return list == null ? List.of() : list;
    }
}
