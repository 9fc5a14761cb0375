package io.tallyman.runtime.docker.internal;

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

/** Docker, with or without root. */
@Component
public final class DockerRuntime implements ContainerRuntime {
    @Override
    public String name() {
        return "docker";
    }

    @Override
    public List<Path> defaultSockets() {
        return List.of(Path.of("/var/run/docker.sock"), Path.of("/run/user/*/docker.sock"));
    }

    @Override
    public CgroupMatch match(String cgroupPath) {
        return DockerCgroups.match(cgroupPath);
    }

    @Override
    public ExecCommand exec(List<String> command) {
        return OciExec.read(command);
    }

    @Override
    public RuntimeConnection connect(RuntimeContext context) throws IOException, InterruptedException {
        DockerConnection connection = new DockerConnection(new DockerSocket(context.socket()));
        try {
            connection.version();
            return connection;
        } catch (IOException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
