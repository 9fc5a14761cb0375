package com.example.tallyman.shipyard;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.RuntimeConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** A runtime of one's own: its containers have cgroups {@code /shipyard/<id>}, its daemon a socket. */
@Component
public final class ShipyardRuntime implements ContainerRuntime {
    private static final String PARENT = "/shipyard/";

    @Override
    public String name() {
        return "shipyard";
    }

    @Override
    public List<Path> defaultSockets() {
        return List.of(Path.of("/run/shipyard.sock"));
    }

    /** Nobody else makes cgroups there, so this is sure; {@code false} would mean that the daemon is asked first. */
    @Override
    public CgroupMatch match(String cgroupPath) {
        String id = cgroupPath.startsWith(PARENT) ? cgroupPath.substring(PARENT.length()) : "";
        return id.isEmpty() || id.contains("/") ? null : new CgroupMatch(id, true);
    }

    @Override
    public RuntimeConnection connect(RuntimeContext context) throws IOException {
        Shipyard shipyard = new Shipyard(context.socket());
        shipyard.version();
        return shipyard;
    }
}
