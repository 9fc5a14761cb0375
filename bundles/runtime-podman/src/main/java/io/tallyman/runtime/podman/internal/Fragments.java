package io.tallyman.runtime.podman.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Event;
import io.tallyman.api.runtime.ContainerFragment;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Podman's answers in the words of the api. A pod's uid is Podman's id of it; there are no namespaces. */
final class Fragments {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{12,64}");
    private static final String SHA = "sha256:";

    private Fragments() {
    }

    /** An event mixes labels with attributes of its own, which win: a label "name" or "image" is not in it. */
    static ContainerFragment of(Event event) {
        Map<String, String> attributes = new HashMap<>();
        if (event.getActor().getAttributes() != null) {
            event.getActor().getAttributes().forEach((key, value) -> attributes.put(key, value == null ? "" : value));
        }
        String image = attributes.remove("image");
        attributes.remove("containerExitCode");
        return ContainerFragment.of(event.getActor().getId()).name(attributes.remove("name"))
                .image(isId(image, "") ? null : image).pod(null, null, attributes.remove("podId"))
                .someLabels(attributes)
                .created("create".equals(event.getAction()) && event.getTimeNano() != null ? event.getTimeNano() : 0)
                .build();
    }

    /** An item of libpod's list. */
    static ContainerFragment ofListed(JsonNode item) {
        String imageId = item.path("ImageID").asText("");
        String image = item.path("Image").asText("");
        return ContainerFragment.of(item.path("Id").asText()).name(item.path("Names").path(0).asText(""))
                .image(isId(image, imageId) ? null : image).imageId(sha256(imageId)).labels(labels(item.path("Labels")))
                .pod(item.path("PodName").asText(""), null, item.path("Pod").asText(""))
                .sandbox(item.path("IsInfra").asBoolean()).created(nanos(item.path("Created").asText("")))
                .pid(item.path("Pid").asInt()).build();
    }

    /** libpod's inspection of a container, but for the names of its image and pod. */
    static ContainerFragment.Builder ofInspected(JsonNode answer) {
        String cgroup = answer.path("State").path("CgroupPath").asText("");
        return ContainerFragment.of(answer.path("Id").asText()).name(answer.path("Name").asText(""))
                .imageId(sha256(answer.path("Image").asText(""))).labels(labels(answer.path("Config").path("Labels")))
                .sandbox(answer.path("IsInfra").asBoolean()).created(nanos(answer.path("Created").asText("")))
                .pid(answer.path("State").path("Pid").asInt()).cgroupPath(cgroup.startsWith("/") ? cgroup : null);
    }

    /** The digest of an image in the repository that its name belongs to, or null. */
    static String digest(String image, String digest) {
        if (image.contains("@" + SHA)) {
            return image;
        }
        if (image.isEmpty() || image.startsWith(SHA) || !digest.startsWith(SHA)) {
            return null;
        }
        int colon = image.lastIndexOf(':');
        return (colon > image.lastIndexOf('/') ? image.substring(0, colon) : image) + "@" + digest;
    }

    /** Whether this is an image's id where its name should stand. */
    static boolean isId(String text, String imageId) {
        return text != null && (text.startsWith(SHA) || HEX.matcher(text).matches() && imageId.startsWith(text));
    }

    static String sha256(String hex) {
        return hex.isEmpty() || hex.startsWith(SHA) ? hex : SHA + hex;
    }

    private static Map<String, String> labels(JsonNode object) {
        Map<String, String> labels = new HashMap<>();
        object.properties().forEach(each -> labels.put(each.getKey(), each.getValue().asText()));
        return labels;
    }

    /** Nanoseconds since the epoch of a time with any offset, or 0. */
    static long nanos(String time) {
        try {
            OffsetDateTime at = OffsetDateTime.parse(time == null ? "" : time);
            return Math.addExact(TimeUnit.SECONDS.toNanos(at.toEpochSecond()), at.getNano());
        } catch (DateTimeParseException | ArithmeticException e) {
            return 0;
        }
    }
}
