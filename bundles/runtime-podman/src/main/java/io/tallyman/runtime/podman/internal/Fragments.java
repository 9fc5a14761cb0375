package io.tallyman.runtime.podman.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Event;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ImageName;
import io.tallyman.lib.docker.Attributes;
import io.tallyman.lib.docker.Healthcheck;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Turns Podman's answers into fragments. Podman's id of a pod stands for the pod's uid, and Podman's pods have no namespace.
 */
final class Fragments {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{12,64}");
    private static final String SHA = "sha256:";
    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    private Fragments() {
    }

    /**
     * An event has the container's labels among its own attributes. A label called name or image is lost in that. The time of an
     * event is not the time of creation.
     */
    static ContainerFragment of(Event event) {
        Map<String, String> attributes = Attributes.of(event);
        String image = attributes.remove("image");
        attributes.remove("containerExitCode");
        return ContainerFragment.of(event.getActor().getId()).name(attributes.remove("name"))
                .image(isId(image, "") ? null : image).pod(null, null, attributes.remove("podId"))
                .someLabels(attributes).build();
    }

    /** A container as the storage lists it. Labels and pod are not there. */
    static ContainerFragment.Builder of(Storage.Stored container) {
        return ContainerFragment.of(container.id()).name(container.name()).imageId(sha256(container.imageId()))
                .created(container.created());
    }

    /** An item of libpod's list without the time of creation. */
    static ContainerFragment.Builder ofListed(JsonNode item) {
        String imageId = item.path("ImageID").asText("");
        String image = item.path("Image").asText("");
        return ContainerFragment.of(item.path("Id").asText()).name(item.path("Names").path(0).asText(""))
                .image(isId(image, imageId) ? null : image).imageId(sha256(imageId)).labels(labels(item.path("Labels")))
                .pod(item.path("PodName").asText(""), null, item.path("Pod").asText(""))
                .sandbox(item.path("IsInfra").asBoolean()).pid(item.path("Pid").asInt());
    }

    /** libpod's inspection of a container without the names of its image and pod, and without the time of creation. */
    static ContainerFragment.Builder ofInspected(JsonNode answer) {
        String cgroup = answer.path("State").path("CgroupPath").asText("");
        return ContainerFragment.of(answer.path("Id").asText()).name(answer.path("Name").asText(""))
                .imageId(sha256(answer.path("Image").asText(""))).labels(labels(answer.path("Config").path("Labels")))
                .sandbox(answer.path("IsInfra").asBoolean())
                .healthcheck(Healthcheck.program(texts(answer.path("Config").path("Healthcheck").path("Test")), SHELL))
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
        return ImageName.withDigest(image, digest);
    }

    /** Says whether this text is the image's id and not a name. */
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

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
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
