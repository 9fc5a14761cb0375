package io.tallyman.runtime.crio.internal;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.grpc.UnixChannel;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** CRI-O, by the Kubernetes Container Runtime Interface. */
@Component
public final class CrioRuntime implements ContainerRuntime {
    /** Where the default run root has the bundles of containers. */
    private static final Path BUNDLES = Path.of("/run/containers/storage/overlay-containers");

    @Override
    public String name() {
        return "crio";
    }

    @Override
    public List<Path> defaultSockets() {
        return List.of(Path.of("/var/run/crio/crio.sock"));
    }

    @Override
    public CgroupMatch match(String cgroupPath) {
        return CrioCgroups.match(cgroupPath);
    }

    /** Asks nothing yet: the first question is the one for the version, and each costs time while containers wait. */
    @Override
    public RuntimeConnection connect(RuntimeContext context) {
        return new CrioConnection(new UnixChannel(context.socket(), context.callTimeoutMillis()), BUNDLES);
    }
}
