package io.tallyman.runtime.containerd.internal;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.ExecCommand;
import io.tallyman.api.runtime.OciExec;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.grpc.UnixChannel;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** containerd: on its own, with nerdctl, and below Kubernetes. */
@Component
public final class ContainerdRuntime implements ContainerRuntime {
    private final Namespaces namespaces = new Namespaces();

    @Override
    public String name() {
        return "containerd";
    }

    @Override
    public List<Path> defaultSockets() {
        return List.of(Path.of("/var/run/containerd/containerd.sock"), Path.of("/run/k3s/containerd/containerd.sock"),
                Path.of("/var/snap/microk8s/common/run/containerd.sock"));
    }

    @Override
    public CgroupMatch match(String cgroupPath) {
        return ContainerdCgroups.match(cgroupPath, namespaces);
    }

    @Override
    public ExecCommand exec(List<String> command) {
        return OciExec.read(command);
    }

    /** Asks nothing: the first question is for the version, and each question costs time while containers wait. */
    @Override
    public RuntimeConnection connect(RuntimeContext context) {
        return new ContainerdConnection(new UnixChannel(context.socket(), context.callTimeoutMillis()),
                namespaces.open(context.cgroupRoot()));
    }
}
