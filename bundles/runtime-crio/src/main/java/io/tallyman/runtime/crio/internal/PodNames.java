package io.tallyman.runtime.crio.internal;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The pod of a container or of a sandbox, from the annotations that CRI-O writes itself. The other annotations of a bundle
 * are the pod owner's, who could name another pod there.
 *
 * @param name      of the pod, or null
 * @param namespace of the pod, or null
 * @param uid       of the pod, or null
 */
record PodNames(String name, String namespace, String uid) {
    static final PodNames NONE = new PodNames(null, null, null);

    private static final String LABEL = "io.kubernetes.pod.";
    /** Precedes the parts of a sandbox's name. */
    private static final String PREFIX = "k8s_";
    private static final int PARTS_AFTER_NAME = 3;

    /** The kubelet sets these labels on all its containers; crictl and critest do not. */
    static PodNames ofLabels(Map<String, String> labels) {
        return new PodNames(labels.get(LABEL + "name"), labels.get(LABEL + "namespace"), labels.get(LABEL + "uid"));
    }

    /** Reads {@code k8s_<pod>_<namespace>_<uid>_<attempt>}. A pod's name may have underscores where crictl made it. */
    static PodNames ofSandboxName(String sandboxName) {
        String rest = sandboxName != null && sandboxName.startsWith(PREFIX) ? sandboxName.substring(PREFIX.length()) : "";
        String[] parts = rest.split("_", -1);
        int first = parts.length - PARTS_AFTER_NAME;
        if (first < 1) {
            return NONE;
        }
        String name = String.join("_", Arrays.copyOf(parts, first));
        return new PodNames(name, parts[first], parts[first + 1]);
    }

    /** This pod, with what is missing from another source. */
    PodNames or(PodNames other) {
        return isEmpty(name) || isEmpty(namespace) || isEmpty(uid) ? new PodNames(isEmpty(name) ? other.name : name,
                isEmpty(namespace) ? other.namespace : namespace, isEmpty(uid) ? other.uid : uid) : this;
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }

    /** The strings of an annotation that is a JSON object; empty where the annotation is none. */
    static Map<String, String> strings(String json) {
        try {
            return json == null ? Map.of() : Bundle.strings(new JsonReader(new StringReader(json)), new HashMap<>());
        } catch (IOException | IllegalStateException e) {
            return Map.of();
        }
    }
}
