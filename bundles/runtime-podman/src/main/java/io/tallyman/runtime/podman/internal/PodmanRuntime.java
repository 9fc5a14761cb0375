package io.tallyman.runtime.podman.internal;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.ExecCommand;
import io.tallyman.api.runtime.OciExec;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.docker.DockerSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Podman's service, with or without root. */
@Component
public final class PodmanRuntime implements ContainerRuntime {
    @Override
    public String name() {
        return "podman";
    }

    @Override
    public List<Path> defaultSockets() {
        return List.of(Path.of("/var/run/podman/podman.sock"), Path.of("/run/user/*/podman/podman.sock"));
    }

    @Override
    public CgroupMatch match(String cgroupPath) {
        return PodmanCgroups.match(cgroupPath);
    }

    @Override
    public ExecCommand exec(List<String> command) {
        return OciExec.read(command);
    }

    @Override
    public RuntimeConnection connect(RuntimeContext context) throws IOException, InterruptedException {
        // a socket inside a container is given by its descriptor
        Storage likely = context.socket().startsWith("/proc") ? Storage.ELSEWHERE : Storage.usual();
        PodmanConnection connection = new PodmanConnection(new DockerSocket(context.socket()), likely);
        try {
            connection.version();
            return connection;
        } catch (IOException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
