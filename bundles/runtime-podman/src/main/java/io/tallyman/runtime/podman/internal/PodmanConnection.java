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
 * One Podman service. Its Docker-compatible events come up to 250 ms late, and its lists and inspections wait for a container
 * that is being started. So the list of containers/storage is read first. Pods, infra containers and cgroups are in
 * libpod's answers alone. The storage and libpod tell different times of creation for one container: the storage's time
 * is told wherever the storage can be read.
 */
final class PodmanConnection implements RuntimeConnection {
    private static final Set<String> ACTIONS = Set.of("create", "start", "rename", "remove", "destroy");
    private static final Set<String> REMOVED = Set.of("remove", "destroy");
    static final String LIBPOD = "/v4.0.0/libpod";
    private static final int PODS = 1024;
    /** Podman runs three programs for the answer, which takes seconds on a busy machine. Events wait for ten seconds. */
    private static final long LEARN_MILLIS = 8_000;

    private final DockerSocket podman;
    private final Images images;
    private final YoungContainers young;
    private volatile Storage storage;
    /** Asks where the storage is; null where nobody has to ask. */
    private volatile Thread learner;
    /** The storage is the one that Podman itself has told. */
    private volatile boolean learned;
    private final Map<String, String> podNames = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > PODS;
        }
    };

    PodmanConnection(DockerSocket podman, Storage likely) {
        this.podman = podman;
        images = new Images(podman);
        young = new YoungContainers(images);
        storage = likely;
        learned = likely == Storage.ELSEWHERE;
    }

    /** Podman's full answer about its version takes seconds, because Podman runs three programs for it. */
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

    /**
     * The first list waits a while until Podman has said where its storage is: without that, quick questions may find
     * nothing.
     */
    @Override
    public List<ContainerFragment> list() throws IOException, InterruptedException {
        Thread learning = learner;
        if (learning != null) {
            learning.join(LEARN_MILLIS);
        }
        return list("");
    }

    /** Podman takes a second and more to say where its storage is. Quick questions do not wait for that. */
    private void learnStorageMeanwhile() {
        learner = new Thread(() -> {
            try {
                learnStorage();
            } catch (IOException | InterruptedException e) {
                // the usual place stays, and a container that is not listed there is inspected
            }
        }, "podman-info");
        learner.setDaemon(true);
        learner.start();
    }

    void learnStorage() throws IOException, InterruptedException {
        JsonNode info = podman.get(LIBPOD + "/info");
        if (info != null) {
            storage = Storage.of(info);
            learned = true;
        }
    }

    private List<ContainerFragment> list(String query) throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        podman.list(LIBPOD + "/containers/json?all=true" + query, JsonNode.class, item -> {
            if (!item.path("Id").asText("").isEmpty()) {
                items.add(item);
            }
        });
        Storage files = storage;
        Map<String, Long> times = files.isReadable() ? files.times() : null;
        List<ContainerFragment> all = new ArrayList<>();
        for (JsonNode each : items) {
            ContainerFragment.Builder listed = Fragments.ofListed(each);
            if (!query.isEmpty()) {
                images.describe(listed, each.path("Image").asText(""), each.path("ImageID").asText(""));
            }
            all.add(listed.created(created(each, times)).build());
        }
        return all;
    }

    /** The storage's time; libpod's time where Podman's storage cannot be read here, so that there is one time only. */
    private long created(JsonNode answer, Map<String, Long> times) {
        if (times != null) {
            return times.getOrDefault(answer.path("Id").asText(""), 0L);
        }
        return learned ? Fragments.nanos(answer.path("Created").asText("")) : 0;
    }

    @Override
    public ContainerFragment quick(String id) throws IOException, InterruptedException {
        if (!PodmanCgroups.isId(id)) {
            return null;
        }
        Storage files = storage;
        if (files.isReadable()) {
            Storage.Stored stored = young.find(files, id);
            if (stored != null) {
                ContainerFragment.Builder fragment = Fragments.of(stored);
                images.describe(fragment, stored.image(), stored.imageId());
                return fragment.build();
            }
            if (learned) {
                return null;
            }
            // the usual place may belong to another Podman: this one has not yet said where its storage is
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
        Storage files = storage;
        String pod = answer.path("Pod").asText("");
        ContainerFragment.Builder fragment = Fragments.ofInspected(answer)
                .pod(pod.isEmpty() ? null : podName(pod), null, pod)
                .created(created(answer, files.isReadable() ? files.times() : null));
        images.describe(fragment, answer.path("ImageName").asText(""), answer.path("Image").asText(""));
        return fragment.build();
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
