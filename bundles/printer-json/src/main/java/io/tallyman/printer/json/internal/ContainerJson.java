package io.tallyman.printer.json.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;

/** Encodes the part of an event that describes its container. Thread-safe. */
final class ContainerJson {
    private final Gson gson = new GsonBuilder().disableHtmlEscaping().create();
    private final boolean labels;

    ContainerJson(boolean labels) {
        this.labels = labels;
    }

    /** Encodes everything between the name of the node and the id of the event. Null stands for the host. */
    byte[] encode(Container container) {
        String id = container == null ? "" : container.id();
        JsonObject of = container == null ? new JsonObject() : container(container);
        JsonObject pod = container == null ? new JsonObject() : pod(container.pod());
        String json = "\",\"containerId\":" + gson.toJson(id) + ",\"container\":" + gson.toJson(of) + ",\"kubernetes\":"
                + gson.toJson(pod);
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private JsonObject container(Container container) {
        JsonObject json = new JsonObject();
        json.addProperty("id", container.id());
        if (container.enrichment() == Enrichment.NONE) {
            addUnlessEmpty(json, "runtime", container.runtime());
        } else {
            json.addProperty("name", container.name());
            json.addProperty("image", container.image());
            json.addProperty("imageDigest", container.imageDigest());
            json.addProperty("imageId", container.imageId());
            json.addProperty("runtime", container.runtime());
            json.addProperty("enrichment", container.enrichment().name().toLowerCase(Locale.ROOT));
            if (container.enrichment() != Enrichment.COMPLETE) {
                json.addProperty("reason", container.reason());
            }
        }
        if (!container.parents().isEmpty()) {
            JsonArray parents = new JsonArray();
            container.parents().forEach(parents::add);
            json.add("parents", parents);
        }
        if (labels) {
            json.add("labels", gson.toJsonTree(new TreeMap<>(container.labels())));
        }
        return json;
    }

    private static JsonObject pod(Pod pod) {
        JsonObject json = new JsonObject();
        if (!pod.equals(Pod.NONE)) {
            json.addProperty("podName", pod.name());
            json.addProperty("podNamespace", pod.namespace());
            json.addProperty("podUID", pod.uid());
            json.addProperty("podSandbox", pod.sandbox());
        }
        return json;
    }

    private static void addUnlessEmpty(JsonObject json, String key, String value) {
        if (!value.isEmpty()) {
            json.addProperty(key, value);
        }
    }
}
