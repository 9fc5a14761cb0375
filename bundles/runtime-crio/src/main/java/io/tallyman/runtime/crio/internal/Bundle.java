package io.tallyman.runtime.crio.internal;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * The specification that CRI-O gives to the OCI runtime. The file is there within 4 ms of the cgroup, while CRI-O itself
 * denies the container for some 40 ms. The verbose status repeats the specification.
 *
 * @param annotations all annotations, those of the pod's owner and CRI-O's own
 * @param cgroupPath  from the hierarchy's root, or null
 * @param pid         of the first process, or 0; only a status tells it
 */
record Bundle(Map<String, String> annotations, String cgroupPath, int pid) {
    static final Bundle NONE = new Bundle(Map.of(), null, 0);

    private static final long LARGEST = 1024 * 1024;

    /** Returns {@link #NONE} where there is no such file, or not yet the whole of it. */
    static Bundle ofFile(Path config) {
        try {
            BasicFileAttributes file = Files.readAttributes(config, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!file.isRegularFile() || file.size() > LARGEST) {
                return NONE;
            }
            try (Reader text = new InputStreamReader(Files.newInputStream(config, LinkOption.NOFOLLOW_LINKS),
                    StandardCharsets.UTF_8)) {
                return read(new JsonReader(text));
            }
        } catch (IOException | IllegalStateException e) {
            return NONE;
        }
    }

    /** @param info the JSON that a verbose status adds, or null */
    static Bundle ofInfo(String info) {
        if (info == null) {
            return NONE;
        }
        try {
            return read(new JsonReader(new StringReader(info)));
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            return NONE;
        }
    }

    /** Reads a specification. In a verbose status the specification is a member beside the pid. */
    private static Bundle read(JsonReader json) throws IOException {
        Map<String, String> annotations = new HashMap<>();
        Map<String, String> linux = new HashMap<>();
        int[] pid = {0};
        read(json, annotations, linux, pid);
        String path = linux.getOrDefault("cgroupsPath", "");
        return new Bundle(annotations, path.startsWith("/") ? path : null, pid[0]);
    }

    private static void read(JsonReader json, Map<String, String> annotations, Map<String, String> linux, int[] pid)
            throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            JsonToken next = json.peek();
            if (name.equals("pid") && next == JsonToken.NUMBER) {
                pid[0] = json.nextInt();
            } else if (name.equals("runtimeSpec") && next == JsonToken.BEGIN_OBJECT && json.getPath().equals("$.runtimeSpec")) {
                read(json, annotations, linux, pid);
            } else if (name.equals("annotations") && next == JsonToken.BEGIN_OBJECT) {
                strings(json, annotations);
            } else if (name.equals("linux") && next == JsonToken.BEGIN_OBJECT) {
                strings(json, linux);
            } else {
                json.skipValue();
            }
        }
        json.endObject();
    }

    /** Reads those members of an object that are strings. */
    static Map<String, String> strings(JsonReader json, Map<String, String> into) throws IOException {
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
        return into;
    }
}
