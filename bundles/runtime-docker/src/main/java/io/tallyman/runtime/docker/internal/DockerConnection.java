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
 * One dockerd. Its events and lists do not wait for a container that is being started; inspecting does, since dockerd
 * holds the container's lock through the start.
 */
final class DockerConnection implements RuntimeConnection {
    private static final Set<String> ACTIONS = Set.of("create", "start", "rename", "destroy");
    private static final String LIST = "/containers/json?all=1";

    private final DockerSocket docker;
    private final Images images;
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
        // podman-docker puts a link to Podman where Docker's socket is looked for
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

    private static void report(Event event, Listener listener) {
        if (event.getActor() == null || event.getActor().getId() == null || event.getActor().getId().isEmpty()) {
            return;
        }
        if ("destroy".equals(event.getAction())) {
            listener.removed(event.getActor().getId());
        } else {
            listener.known(Fragments.of(event).build());
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
        if (!DockerCgroups.isId(id)) {
            return null;
        }
        List<Container> found = docker.ask(client -> client.listContainersCmd().withShowAll(true)
                .withIdFilter(List.of(id)).exec());
        for (Container each : found == null ? List.<Container>of() : found) {
            if (each != null && id.equals(each.getId())) {
                return Fragments.of(each).imageDigest(images.digest(each.getImageId(), each.getImage())).build();
            }
        }
        return null;
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
        String image = images.name(given, answer.getImageId());
        return Fragments.of(answer).image(image).imageDigest(images.digest(answer.getImageId(), image))
                .cgroupPath(declaredCgroup(answer)).build();
    }

    /** Certain only for the cgroupfs driver with a parent that was given in full; the rest is the daemon's affair. */
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
        docker.close();
    }
}
