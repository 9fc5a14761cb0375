package io.tallyman.runtime.docker.internal;

import com.github.dockerjava.api.command.InspectImageResponse;
import io.tallyman.lib.docker.DockerSocket;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What Docker knows of images: remembered for a minute, since a pull may add digests. Thread-safe. */
final class Images {
    private static final int REMEMBERED = 256;
    private static final long KEEP = TimeUnit.MINUTES.toNanos(1);
    private static final Pattern SHORT_ID = Pattern.compile("[0-9a-f]{12,64}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{4,64}");
    private static final String SHA = "sha256:";

    private record Image(long asked, List<String> tags, List<String> digests) {
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

    /** The digest in the repository that the image's name belongs to, or null. */
    String digest(String imageId, String name) throws InterruptedException {
        if (name == null || name.isEmpty()) {
            return null;
        }
        if (name.contains("@" + SHA)) {
            return ImageName.repository(name) + name.substring(name.indexOf('@'));
        }
        String repository = ImageName.repository(name);
        for (String each : find(imageId).digests) {
            if (ImageName.repository(each).equals(repository)) {
                return each;
            }
        }
        return null;
    }

    /** A name of this image where the user gave an id, else what the user gave. */
    String name(String given, String imageId) throws InterruptedException {
        if (!isId(given, imageId)) {
            return given;
        }
        List<String> tags = find(imageId).tags;
        return tags.isEmpty() ? given : tags.get(0);
    }

    /** Whether this is an image's id, in full or shortened, and not a name that looks like one. */
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
        Image none = new Image(0, List.of(), List.of());
        if (imageId == null || !imageId.startsWith(SHA)) {
            return none;
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
            return none; // a container's name is not to be lost for its image's digest
        }
        if (answer == null) {
            return none;
        }
        Image image = new Image(now, orEmpty(answer.getRepoTags()), orEmpty(answer.getRepoDigests()));
        synchronized (known) {
            known.put(imageId, image);
        }
        return image;
    }

    private static List<String> orEmpty(List<String> list) {
        return list == null ? List.of() : list;
    }
}
