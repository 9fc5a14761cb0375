package io.tallyman.runtime.docker.internal;

import com.github.dockerjava.api.command.InspectImageResponse;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ImageName;
import io.tallyman.lib.docker.DockerSocket;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What Docker knows of images. An answer is kept for a minute only, because a pull may add digests. Thread-safe. */
final class Images {
    private static final int REMEMBERED = 256;
    private static final long KEEP = TimeUnit.MINUTES.toNanos(1);
    private static final Pattern SHORT_ID = Pattern.compile("[0-9a-f]{12,64}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{4,64}");
    private static final String SHA = "sha256:";

    /**
     * An image's names and digests.
     *
     * @param answered Docker has told them; false where Docker could not be asked
     */
    private record Image(long asked, boolean answered, List<String> tags, List<String> digests) {
        private static Image unknown(boolean answered) {
            return new Image(0, answered, List.of(), List.of());
        }
    }

    private final DockerSocket docker;
    private final Map<String, Image> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Image> eldest) {
            return size() > REMEMBERED;
        }
    };

    Images(DockerSocket docker) {
        this.docker = docker;
    }

    /**
     * Adds the image's name and digest to a fragment, and says whether Docker has told all that it knows of the image. Where the
     * user gave an id, the name is one of the image's tags, or the id itself where the image has no tag.
     */
    void describe(ContainerFragment.Builder fragment, String given, String imageId) throws InterruptedException {
        Image image = find(imageId);
        String name = given;
        if (isId(given, imageId) && (!image.answered || !image.tags.isEmpty())) {
            name = image.answered ? image.tags.get(0) : null;
        }
        fragment.image(name).imageDigest(digest(image, name)).imageKnown(image.answered);
    }

    /** The digest in the repository of the image's name, else the first that Docker tells. */
    private static String digest(Image image, String name) {
        if (name != null && name.contains("@" + SHA)) {
            return familiar(name) + "@" + ImageName.digest(name);
        }
        String repository = name == null ? "" : familiar(name);
        for (String each : image.digests) {
            if (familiar(each).equals(repository)) {
                return each;
            }
        }
        return image.digests.isEmpty() ? null : image.digests.get(0);
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

    private Image find(String imageId) throws InterruptedException {
        if (imageId == null || !imageId.startsWith(SHA)) {
            return Image.unknown(false);
        }
        long now = System.nanoTime();
        synchronized (known) {
            Image image = known.get(imageId);
            if (image != null && now - image.asked < KEEP) {
                return image;
            }
        }
        InspectImageResponse answer;
        try {
            answer = docker.ask(client -> client.inspectImageCmd(imageId).exec());
        } catch (IOException e) {
            // the container keeps its name although its image could not be asked for
            return Image.unknown(false);
        }
        if (answer == null) {
            return Image.unknown(true);
        }
        Image image = new Image(now, true, orEmpty(answer.getRepoTags()), orEmpty(answer.getRepoDigests()));
        synchronized (known) {
            known.put(imageId, image);
        }
        return image;
    }

    private static List<String> orEmpty(List<String> list) {
        return list == null ? List.of() : list;
    }
}
