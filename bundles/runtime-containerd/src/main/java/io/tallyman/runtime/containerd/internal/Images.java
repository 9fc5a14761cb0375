package io.tallyman.runtime.containerd.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.tallyman.lib.grpc.UnixChannel;
import io.tallyman.runtime.containerd.internal.content.ContentGrpc;
import io.tallyman.runtime.containerd.internal.content.ReadContentRequest;
import io.tallyman.runtime.containerd.internal.images.GetImageRequest;
import io.tallyman.runtime.containerd.internal.images.GetImageResponse;
import io.tallyman.runtime.containerd.internal.images.Image;
import io.tallyman.runtime.containerd.internal.images.ImagesGrpc;
import io.tallyman.runtime.containerd.internal.images.ListImagesRequest;
import io.tallyman.runtime.containerd.internal.images.ListImagesResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What containerd knows of images. An image's name belongs to a namespace, an image's content does not. What a name leads to
 * is kept for a second, because a tag may move. Thread-safe.
 */
final class Images {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int LARGEST_MANIFEST = 256 * 1024;
    private static final int REMEMBERED = 256;
    private static final long KEEP = TimeUnit.SECONDS.toNanos(1);
    private static final String ARCHITECTURE = "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";

    /**
     * One image, in the words of a fragment.
     *
     * @param name   as the user gave it; where that is an id, a name of the image, or the id where the image has no name
     * @param digest of the manifest or index, in the name's repository, or null
     * @param id     digest of the configuration, or null
     */
    record Described(String name, String digest, String id, long asked) {
    }

    private record Key(String namespace, String name) {
    }

    private final UnixChannel channel;
    private final Map<Key, Described> images = remembering();
    /** From a manifest's or index's digest to the digest of the configuration, which never changes. */
    private final Map<String, String> configs = remembering();

    Images(UnixChannel channel) {
        this.channel = channel;
    }

    private static <K, V> Map<K, V> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /**
     * Describes the image of a container.
     *
     * @param shown    as the user gave it; may be an id
     * @param recorded the image's name in containerd's record of the container, which leads to the content
     */
    Described describe(String shown, String recorded, String namespace) throws IOException, InterruptedException {
        Key key = new Key(namespace, shown + " " + recorded);
        synchronized (images) {
            Described known = images.get(key);
            if (known != null && System.nanoTime() - known.asked < KEEP) {
                return known;
            }
        }
        Metadata headers = Containers.in(namespace);
        String target = target(recorded, headers);
        String other = Fragments.isImageId(shown) ? name(target, headers) : null;
        String name = other == null ? shown : other;
        Described image = new Described(name, Fragments.repoDigest(name, target), config(target, headers),
                System.nanoTime());
        synchronized (images) {
            images.put(key, image);
        }
        return image;
    }

    /** The digest of the manifest or index that an image's name leads to, or null. */
    private String target(String name, Metadata namespace) throws IOException, InterruptedException {
        if (name.isEmpty()) {
            return null;
        }
        GetImageResponse answer = channel.ask(ImagesGrpc.getGetMethod(), GetImageRequest.newBuilder().setName(name).build(),
                namespace);
        String digest = answer == null ? "" : answer.getImage().getTarget().getDigest();
        return DIGEST.matcher(digest).matches() ? digest : null;
    }

    /** A name that leads to this digest, or null. */
    private String name(String target, Metadata namespace) throws IOException, InterruptedException {
        ListImagesResponse answer = target == null ? null : channel.ask(ImagesGrpc.getListMethod(),
                ListImagesRequest.newBuilder().addFilters("target.digest==\"" + target + "\"").build(), namespace);
        if (answer != null) {
            for (Image each : answer.getImagesList()) {
                if (!Fragments.isImageId(each.getName()) && !each.getName().contains("@")) {
                    return each.getName();
                }
            }
        }
        return null;
    }

    /** The digest of the image's configuration for this machine, or null. */
    private String config(String target, Metadata namespace) throws IOException, InterruptedException {
        if (target == null) {
            return null;
        }
        synchronized (configs) {
            String known = configs.get(target);
            if (known != null) {
                return known;
            }
        }
        JsonObject manifest = read(target, namespace);
        if (manifest != null && manifest.has("manifests")) {
            manifest = read(chosen(manifest), namespace);
        }
        String config = manifest == null ? null : digest(manifest.get("config"));
        if (config != null) {
            synchronized (configs) {
                configs.put(target, config);
            }
        }
        return config;
    }

    private static String chosen(JsonObject index) {
        if (index.get("manifests").isJsonArray()) {
            for (JsonElement each : index.getAsJsonArray("manifests")) {
                String platform = each.isJsonObject() ? String.valueOf(each.getAsJsonObject().get("platform")) : "";
                if (platform.contains("\"linux\"") && platform.contains("\"" + ARCHITECTURE + "\"")) {
                    return digest(each);
                }
            }
        }
        return null;
    }

    private static String digest(JsonElement descriptor) {
        JsonElement digest = descriptor == null || !descriptor.isJsonObject() ? null
                : descriptor.getAsJsonObject().get("digest");
        return digest != null && digest.isJsonPrimitive() && DIGEST.matcher(digest.getAsString()).matches()
                ? digest.getAsString() : null;
    }

    private JsonObject read(String digest, Metadata namespace) throws IOException, InterruptedException {
        if (digest == null) {
            return null;
        }
        ByteString[] content = {ByteString.EMPTY};
        channel.list(ContentGrpc.getReadMethod(), ReadContentRequest.newBuilder().setDigest(digest)
                .setSize(0).build(), namespace, part -> {
                    if (content[0].size() < LARGEST_MANIFEST) {
                        content[0] = content[0].concat(part.getData());
                    }
                });
        try {
            JsonElement json = JsonParser.parseString(content[0].toStringUtf8());
            return json.isJsonObject() ? json.getAsJsonObject() : null;
        } catch (JsonParseException | StackOverflowError e) {
            return null;
        }
    }
}
