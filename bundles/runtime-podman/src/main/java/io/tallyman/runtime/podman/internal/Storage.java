package io.tallyman.runtime.podman.internal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The files in which containers/storage lists its containers. An entry is there before the container's cgroup is, and no lock
 * stands before the files. A new list replaces the old file in one step, so that a reader sees one or the other. Labels
 * and pods are not in the list.
 */
final class Storage {
    /** Room for about 8,000 containers. The limit is there because a user owns the files of a rootless Podman. */
    private static final long LARGEST = 4 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader ENTRIES = JSON.readerFor(Entry.class);

    /** The storage of a Podman inside a container: its paths lead to other files here. */
    static final Storage ELSEWHERE = new Storage(List.of());

    private final List<Path> files;

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(String id, List<String> names, String metadata, String created) {
    }

    /**
     * A container as the list has it.
     *
     * @param image   as the user gave it; may be an id
     * @param created nanoseconds since the epoch, or 0
     */
    record Stored(String id, String name, String image, String imageId, long created) {
    }

    private Storage(List<Path> files) {
        this.files = files;
    }

    /** The default storage of root's Podman. */
    static Storage usual() {
        return new Storage(files("/var/lib/containers/storage", "/run/containers/storage", "overlay-containers"));
    }

    /** @param info Podman's answer to the question for its own state */
    static Storage of(JsonNode info) {
        JsonNode store = info.path("store");
        return new Storage(files(store.path("graphRoot").asText(), store.path("runRoot").asText(),
                store.path("graphDriverName").asText("overlay") + "-containers"));
    }

    private static List<Path> files(String graphRoot, String runRoot, String folder) {
        if (!graphRoot.startsWith("/") || !runRoot.startsWith("/") || folder.contains("/")) {
            return List.of();
        }
        try {
            Path graph = Path.of(graphRoot, folder);
            return List.of(graph.resolve("containers.json"), graph.resolve("volatile-containers.json"),
                    Path.of(runRoot, folder, "volatile-containers.json"));
        } catch (InvalidPathException e) {
            return List.of();
        }
    }

    /** Whether its list can be read here: not so where the daemon lives in another mount namespace. */
    boolean isReadable() {
        return !files.isEmpty() && Files.isReadable(files.get(0));
    }

    /** Returns null where the container is not in the list. */
    Stored find(String id) throws IOException {
        Stored[] found = {null};
        for (Path each : files) {
            read(each, entry -> {
                boolean same = id.equals(entry.id);
                if (same) {
                    found[0] = stored(entry);
                }
                return !same;
            });
        }
        return found[0];
    }

    /** Each container of the list that was created at this time or later, by its id. */
    Map<String, Stored> createdSince(long time) throws IOException {
        Map<String, Stored> young = new HashMap<>();
        for (Path each : files) {
            read(each, entry -> {
                Stored stored = entry.id == null || Fragments.nanos(entry.created) < time ? null : stored(entry);
                if (stored != null) {
                    young.put(entry.id, stored);
                }
                return true;
            });
        }
        return young;
    }

    /** When each container of the list was created, in nanoseconds since the epoch. */
    Map<String, Long> times() throws IOException {
        Map<String, Long> times = new HashMap<>();
        for (Path each : files) {
            read(each, entry -> {
                if (entry.id != null) {
                    times.put(entry.id, Fragments.nanos(entry.created));
                }
                return true;
            });
        }
        return times;
    }

    /** Reads a list until {@code wantsMore} says no. */
    private static void read(Path file, Predicate<Entry> wantsMore) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile() || attributes.size() > LARGEST) {
                return;
            }
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                    MappingIterator<Entry> entries = ENTRIES.readValues(in)) {
                boolean more = true;
                while (more && entries.hasNextValue()) {
                    Entry entry = entries.nextValue();
                    more = wantsMore.test(entry);
                }
            }
        } catch (NoSuchFileException e) {
            // each kind of list exists only once a container needed it
        }
    }

    /** CRI-O and Buildah list their containers in the same file, with other metadata. */
    private static Stored stored(Entry entry) {
        JsonNode metadata;
        try {
            metadata = JSON.readTree(entry.metadata == null ? "{}" : entry.metadata);
        } catch (JsonProcessingException e) {
            return null;
        }
        String name = metadata.path("name").asText("");
        return name.isEmpty() || metadata.has("pod-id") ? null : new Stored(entry.id, name,
                metadata.path("image-name").asText(""), metadata.path("image-id").asText(""),
                Fragments.nanos(entry.created));
    }
}
