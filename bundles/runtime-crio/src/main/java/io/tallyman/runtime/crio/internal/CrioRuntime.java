package io.tallyman.runtime.crio.internal;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.ExecCommand;
import io.tallyman.api.runtime.OciExec;
import io.tallyman.api.runtime.RuntimeConnection;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** CRI-O, which is asked by the Kubernetes Container Runtime Interface (CRI). */
@Component
public final class CrioRuntime implements ContainerRuntime {
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

    @Override
    public ExecCommand exec(List<String> command) {
        return OciExec.read(command);
    }

    /** Asks nothing: the first question is for the version, and each question costs time while containers wait. */
    @Override
    public RuntimeConnection connect(RuntimeContext context) {
        return new CrioConnection(context.socket(), context.callTimeoutMillis(), BundleFiles.of(context.socket()));
    }
}
