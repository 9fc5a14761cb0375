package io.tallyman.shell.internal;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.RuntimeConnection;
import java.nio.file.Path;
import java.util.List;

/** A runtime that takes /NAME/ID for a container, and /maybe/ID for what might be one. */
record FakeRuntime(String name) implements ContainerRuntime {
    @Override
    public List<Path> defaultSockets() {
        return List.of();
    }

    @Override
    public CgroupMatch match(String path) {
        boolean sure = path.matches("/" + name + "/[a-z0-9]+");
        return sure || path.matches("/maybe/[a-z0-9]+") ? new CgroupMatch(path.replaceFirst(".*/", ""), sure) : null;
    }

    @Override
    public RuntimeConnection connect(RuntimeContext context) {
        throw new UnsupportedOperationException();
    }
}
