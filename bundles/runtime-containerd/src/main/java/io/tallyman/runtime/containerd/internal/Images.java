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
import java.util.regex.Pattern;

/** What containerd knows of images: names are of a namespace, content is not. Thread-safe. */
final class Images {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int LARGEST_MANIFEST = 256 * 1024;
    private static final int REMEMBERED = 256;
    private static final String ARCHITECTURE = "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";

    private final UnixChannel channel;
    /** From a manifest's or index's digest to that of the configuration, which never changes. */
    private final Map<String, String> configs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    Images(UnixChannel channel) {
        this.channel = channel;
    }

    /** What an image's name leads to: the digest of its manifest or index, or null. */
    String target(String name, Metadata namespace) throws IOException, InterruptedException {
        if (name.isEmpty()) {
            return null;
        }
        GetImageResponse answer = channel.ask(ImagesGrpc.getGetMethod(), GetImageRequest.newBuilder().setName(name).build(),
                namespace);
        String digest = answer == null ? "" : answer.getImage().getTarget().getDigest();
        return DIGEST.matcher(digest).matches() ? digest : null;
    }

    /** A name that leads there, or null. */
    String name(String target, Metadata namespace) throws IOException, InterruptedException {
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
    String config(String target, Metadata namespace) throws IOException, InterruptedException {
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
