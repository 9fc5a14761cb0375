package io.tallyman.source.ebpf.internal;

import io.tallyman.api.runtime.ProcessSockets;
import io.tallyman.source.ebpf.internal.files.PathHandle;
import java.io.IOException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;

/**
 * Opens sockets by their path inside a process's root directory. An absolute link starts at that directory, {@code ..} does
 * not leave the directory, and links of procfs, which may lead anywhere, are not followed.
 */
@Component
public final class RootedSockets implements ProcessSockets {
    @Override
    public Opened open(int pid, Path path) throws IOException {
        try (PathHandle root = PathHandle.of("/proc/" + pid + "/root")) {
            return root.below(path.toString(), PathHandle.NO_MAGIC_LINKS);
        } catch (IOException e) {
            throw new IOException(path + " in the root of process " + pid + ": " + e.getMessage(), e);
        }
    }
}
