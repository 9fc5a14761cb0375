package io.tallyman.runtime.podman.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Event;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.docker.DockerSocket;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One Podman service. Its Docker-compatible events tell of containers up to 250 ms late, and its lists and inspections
 * wait for a container that is being started; containers/storage's own file does not. Pods, infra containers and cgroups
 * are in libpod's answers alone.
 */
final class PodmanConnection implements RuntimeConnection {
    private static final Set<String> ACTIONS = Set.of("create", "start", "rename", "remove", "destroy");
    private static final Set<String> REMOVED = Set.of("remove", "destroy");
    private static final String LIBPOD = "/v4.0.0/libpod";
    private static final int PODS = 1024;

    private final DockerSocket podman;
    private volatile Storage storage;
    private final Map<String, String> podNames = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > PODS;
        }
    };

    PodmanConnection(DockerSocket podman, Storage likely) {
        this.podman = podman;
        storage = likely;
    }

    /** What it says of its version in full takes Podman seconds: it runs three programs for it. */
    @Override
    public String version() throws IOException, InterruptedException {
        String version = podman.header("/_ping", "Libpod-Api-Version");
        if (version == null) {
            throw new IOException("does not answer as Podman does");
        }
        return version;
    }

    @Override
    public void watch(Listener listener) throws IOException, InterruptedException {
        podman.events(ACTIONS, event -> report(event, listener), listener::broken);
        if (storage != Storage.ELSEWHERE) {
            learnStorageMeanwhile();
        }
    }

    private static void report(Event event, Listener listener) {
        String id = event.getActor() == null ? null : event.getActor().getId();
        if (id == null || id.isEmpty()) {
            return;
        }
        if (REMOVED.contains(String.valueOf(event.getAction()))) {
            listener.removed(id);
        } else {
            listener.known(Fragments.of(event));
        }
    }

    @Override
    public List<ContainerFragment> list() throws IOException, InterruptedException {
        return list("");
    }

    /** Podman takes a second and more to say where its storage is: no other question may wait for that. */
    private void learnStorageMeanwhile() {
        Thread learner = new Thread(() -> {
            try {
                learnStorage();
            } catch (IOException | InterruptedException e) {
                // the usual place stays the likely one, and what is not there is inspected
            }
        }, "podman-info");
        learner.setDaemon(true);
        learner.start();
    }

    void learnStorage() throws IOException, InterruptedException {
        JsonNode info = podman.get(LIBPOD + "/info");
        if (info != null) {
            storage = Storage.of(info);
        }
    }

    private List<ContainerFragment> list(String query) throws IOException, InterruptedException {
        List<ContainerFragment> all = new ArrayList<>();
        podman.list(LIBPOD + "/containers/json?all=true" + query, JsonNode.class, item -> {
            if (!item.path("Id").asText("").isEmpty()) {
                all.add(Fragments.ofListed(item));
            }
        });
        return all;
    }

    @Override
    public ContainerFragment quick(String id) throws IOException, InterruptedException {
        if (!PodmanCgroups.isId(id)) {
            return null;
        }
        Storage files = storage;
        if (files.isReadable()) {
            return files.find(id);
        }
        String filter = URLEncoder.encode("{\"id\":[\"" + id + "\"]}", StandardCharsets.UTF_8);
        return list("&filters=" + filter).stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    @Override
    public ContainerFragment inspect(String id) throws IOException, InterruptedException {
        JsonNode answer = PodmanCgroups.isId(id) ? podman.get(LIBPOD + "/containers/" + id + "/json") : null;
        if (answer == null || !id.equals(answer.path("Id").asText())) {
            return null;
        }
        String image = imageName(answer.path("ImageName").asText(""), answer.path("Image").asText(""));
        String pod = answer.path("Pod").asText("");
        return Fragments.ofInspected(answer).image(image)
                .imageDigest(Fragments.digest(image, answer.path("ImageDigest").asText("")))
                .pod(pod.isEmpty() ? null : podName(pod), null, pod).build();
    }

    /** A name of the image where the user gave its id, else what the user gave. */
    private String imageName(String given, String imageId) throws IOException, InterruptedException {
        if (!Fragments.isId(given, imageId) || !PodmanCgroups.isId(imageId)) {
            return given;
        }
        JsonNode image = podman.get(LIBPOD + "/images/" + imageId + "/json");
        return image == null ? given : image.path("RepoTags").path(0).asText(given);
    }

    private String podName(String pod) throws IOException, InterruptedException {
        synchronized (podNames) {
            String name = podNames.get(pod);
            if (name != null) {
                return name;
            }
        }
        JsonNode answer = PodmanCgroups.isId(pod) ? podman.get(LIBPOD + "/pods/" + pod + "/json") : null;
        String name = answer == null ? "" : answer.path("Name").asText("");
        if (!name.isEmpty()) {
            synchronized (podNames) {
                podNames.put(pod, name);
            }
        }
        return name;
    }

    @Override
    public void close() {
        podman.close();
    }
}
