package io.tallyman.runtime.podman.internal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.tallyman.api.runtime.ContainerFragment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The files in which containers/storage keeps its list of containers. An entry is there before the container's cgroup
 * is, and no lock stands before it; a new list replaces the old file at once, so a reader sees either. Labels and pods
 * are not in it.
 */
final class Storage {
    /** About 8,000 containers. The files of a rootless Podman are its user's. */
    private static final long LARGEST = 4 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader ENTRIES = JSON.readerFor(Entry.class);

    /** That of a Podman whose paths lead elsewhere here: it is inside a container. */
    static final Storage ELSEWHERE = new Storage(List.of());

    private final List<Path> files;

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(String id, List<String> names, String metadata, String created) {
    }

    private Storage(List<Path> files) {
        this.files = files;
    }

    /** Root's, unless somebody has set up another. */
    static Storage usual() {
        return new Storage(files("/var/lib/containers/storage", "/run/containers/storage", "overlay-containers"));
    }

    /** @param info what Podman says of itself */
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

    /** @return null where the container is not in the list */
    ContainerFragment find(String id) throws IOException {
        for (Path each : files) {
            Entry entry = find(id, each);
            if (entry != null) {
                return fragment(entry);
            }
        }
        return null;
    }

    private static Entry find(String id, Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile() || attributes.size() > LARGEST) {
                return null;
            }
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                    MappingIterator<Entry> entries = ENTRIES.readValues(in)) {
                while (entries.hasNextValue()) {
                    Entry entry = entries.nextValue();
                    if (entry != null && id.equals(entry.id)) {
                        return entry;
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // each kind of list exists only once a container needed it
        }
        return null;
    }

    /** CRI-O and Buildah keep their containers in the same list, with other metadata. */
    private static ContainerFragment fragment(Entry entry) throws JsonProcessingException {
        JsonNode metadata = JSON.readTree(entry.metadata == null ? "{}" : entry.metadata);
        String name = metadata.path("name").asText("");
        if (name.isEmpty() || metadata.has("pod-id")) {
            return null;
        }
        String imageId = metadata.path("image-id").asText("");
        String image = metadata.path("image-name").asText("");
        return ContainerFragment.of(entry.id).name(name).image(Fragments.isId(image, imageId) ? null : image)
                .imageId(Fragments.sha256(imageId)).created(Fragments.nanos(entry.created)).build();
    }
}
