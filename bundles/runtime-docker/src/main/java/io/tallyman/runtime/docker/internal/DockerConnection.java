package io.tallyman.runtime.docker.internal;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Version;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.docker.DockerSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One dockerd. Its events and lists do not wait for a container that is being started. An inspection waits, because dockerd
 * holds the container's lock until the start is over.
 */
final class DockerConnection implements RuntimeConnection {
    private static final Set<String> ACTIONS = Set.of("create", "start", "rename", "destroy");
    private static final String LIST = "/containers/json?all=1";

    private final DockerSocket docker;
    private final Images images;
    private final Completion completion = new Completion(this::quick);
    private volatile String cgroupDriver;

    DockerConnection(DockerSocket docker) {
        this.docker = docker;
        images = new Images(docker);
    }

    @Override
    public String version() throws IOException, InterruptedException {
        Version version = docker.ask(client -> client.versionCmd().exec());
        if (version == null || version.getVersion() == null) {
            throw new IOException("does not answer as Docker does");
        }
        // the package podman-docker puts a link to Podman in the place of Docker's socket
        if (version.getComponents() != null
                && version.getComponents().stream().anyMatch(c -> String.valueOf(c.getName()).startsWith("Podman"))) {
            throw new IOException("Podman answers here, not Docker");
        }
        return version.getVersion();
    }

    @Override
    public void watch(Listener listener) throws IOException, InterruptedException {
        docker.events(ACTIONS, event -> report(event, listener), listener::broken);
    }

    /**
     * Called on the stream's own thread. An event tells the name at once. A quick question tells the rest, before the cgroup
     * exists, so that even a container of a few milliseconds is known in full.
     */
    private void report(Event event, Listener listener) {
        String id = event.getActor() == null ? null : event.getActor().getId();
        if (id == null || id.isEmpty()) {
            return;
        }
        if ("destroy".equals(event.getAction())) {
            listener.removed(id);
            return;
        }
        listener.known(Fragments.of(event).build());
        if ("create".equals(event.getAction())) {
            completion.complete(id, listener);
        }
    }

    @Override
    public List<ContainerFragment> list() throws IOException, InterruptedException {
        List<ContainerFragment> all = new ArrayList<>();
        docker.list(LIST, Container.class, container -> {
            if (container.getId() != null && !container.getId().isEmpty()) {
                all.add(Fragments.of(container).build());
            }
        });
        return all;
    }

    @Override
    public ContainerFragment quick(String id) throws IOException, InterruptedException {
        return quick(List.of(id)).stream().findFirst().orElse(null);
    }

    /** The containers of these ids that Docker knows, by one question. */
    private List<ContainerFragment> quick(List<String> ids) throws IOException, InterruptedException {
        List<String> asked = ids.stream().filter(DockerCgroups::isId).toList();
        List<ContainerFragment> known = new ArrayList<>();
        List<Container> found = asked.isEmpty() ? null : docker.ask(client -> client.listContainersCmd().withShowAll(true)
                .withIdFilter(asked).exec());
        for (Container each : found == null ? List.<Container>of() : found) {
            if (each != null && asked.contains(each.getId())) {
                ContainerFragment.Builder fragment = Fragments.of(each);
                images.describe(fragment, each.getImage(), each.getImageId());
                known.add(fragment.build());
            }
        }
        return known;
    }

    @Override
    public ContainerFragment inspect(String id) throws IOException, InterruptedException {
        if (!DockerCgroups.isId(id)) {
            return null;
        }
        InspectContainerResponse answer = docker.ask(client -> client.inspectContainerCmd(id).exec());
        if (answer == null || !id.equals(answer.getId())) {
            return null;
        }
        String given = answer.getConfig() == null ? null : answer.getConfig().getImage();
        ContainerFragment.Builder fragment = Fragments.of(answer);
        images.describe(fragment, given, answer.getImageId());
        return fragment.cgroupPath(declaredCgroup(answer)).build();
    }

    /** The cgroup's path, which is certain only for the cgroupfs driver with a parent that was given in full; else null. */
    private String declaredCgroup(InspectContainerResponse answer) throws IOException, InterruptedException {
        String parent = answer.getHostConfig() == null ? null : answer.getHostConfig().getCgroupParent();
        if (parent == null || !parent.startsWith("/") || !"cgroupfs".equals(driver())) {
            return null;
        }
        return (parent.endsWith("/") ? parent : parent + "/") + answer.getId();
    }

    private String driver() throws IOException, InterruptedException {
        if (cgroupDriver == null) {
            cgroupDriver = docker.ask((DockerClient client) -> client.infoCmd().exec().getCGroupDriver());
        }
        return cgroupDriver;
    }

    @Override
    public void close() {
        completion.close();
        docker.close();
    }
}
