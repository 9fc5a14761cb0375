package io.tallyman.runtime.containerd.internal;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.Any;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part that Tallyman reads of the OCI runtime specification, which containerd keeps with each container.
 *
 * @param cgroupsPath as given to the OCI runtime; empty if not told
 * @param annotations all annotations, those of the CRI plugin and others
 */
record Spec(String cgroupsPath, Map<String, String> annotations) {
    static final Spec NONE = new Spec("", Map.of());

    private static final Pattern SYSTEMD = Pattern.compile("([^:/]+\\.slice):([^:/]*):([^:/]+)");

    /** Returns {@link #NONE} where the specification cannot be read. */
    static Spec of(Any json) {
        try (JsonReader reader = new JsonReader(new InputStreamReader(json.getValue().newInput(),
                StandardCharsets.UTF_8))) {
            return read(reader);
        } catch (IOException | IllegalStateException e) {
            return NONE;
        }
    }

    private static Spec read(JsonReader json) throws IOException {
        String path = "";
        Map<String, String> annotations = new HashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                json.skipValue();
            } else if (name.equals("annotations")) {
                strings(json, annotations);
            } else if (name.equals("linux")) {
                Map<String, String> linux = new HashMap<>();
                strings(json, linux);
                path = linux.getOrDefault("cgroupsPath", "");
            } else {
                json.skipValue();
            }
        }
        return new Spec(path, annotations);
    }

    private static void strings(JsonReader json, Map<String, String> into) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (json.peek() == JsonToken.STRING) {
                into.put(name, json.nextString());
            } else {
                json.skipValue();
            }
        }
        json.endObject();
    }

    /** The cgroup's path from the hierarchy's root, or null where it depends on the daemon's own cgroup. */
    String cgroupPath() {
        Matcher systemd = SYSTEMD.matcher(cgroupsPath);
        if (systemd.matches()) {
            String prefix = systemd.group(2).isEmpty() ? "" : systemd.group(2) + "-";
            return slice(systemd.group(1)) + "/" + prefix + systemd.group(3) + ".scope";
        }
        return cgroupsPath.startsWith("/") ? cgroupsPath : null;
    }

    /** systemd puts a-b.slice into a.slice. */
    private static String slice(String name) {
        StringBuilder path = new StringBuilder();
        for (int dash = name.indexOf('-'); dash > 0; dash = name.indexOf('-', dash + 1)) {
            path.append('/').append(name, 0, dash).append(".slice");
        }
        return path.append('/').append(name).toString();
    }
}
