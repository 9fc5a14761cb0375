package io.tallyman.containers.internal.sockets;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.ProcessSockets;
import io.tallyman.api.runtime.ProcessSockets.Opened;
import io.tallyman.containers.internal.authority.Authority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the sockets of runtimes that run inside containers. A container is looked into once another container has been
 * seen inside of it: looking into all containers all the time costs, and without containers there is nothing to name.
 */
public final class InnerSockets {
    private static final int MOST = 256;

    /**
     * A socket inside a container.
     *
     * @param shown  the path for people
     * @param file   what {@code handle} leads to
     * @param handle keeps the socket reachable; to be closed when the socket is no longer used
     */
    public record Found(ContainerRuntime runtime, Authority authority, Path shown, SocketFile file, Opened handle) {
    }

    /** Containers by their cgroup's path, with the host pid of their first process. */
    private final Map<String, Integer> containers = new ConcurrentHashMap<>();
    private final Path proc;
    private volatile ProcessSockets opener;

    public InnerSockets(Path proc) {
        this.proc = proc;
    }

    public synchronized void add(ProcessSockets service) {
        opener = service;
    }

    /** Takes the service out, unless another one has taken its place before. */
    public synchronized void remove(ProcessSockets service) {
        opener = opener == service ? null : opener;
    }

    /** @return true if the container was not looked into with this process before */
    public boolean add(String cgroupPath, int pid) {
        return containers.size() < MOST && !Integer.valueOf(pid).equals(containers.put(cgroupPath, pid));
    }

    /** @return whether the container was looked into */
    public boolean remove(String cgroupPath) {
        return containers.remove(cgroupPath) != null;
    }

    public boolean isEmpty() {
        return containers.isEmpty();
    }

    public void clear() {
        containers.clear();
    }

    /**
     * The sockets that are there now.
     *
     * @param outside the machine's own sockets: one that is mounted into a container is still the machine's
     */
    public List<Found> look(List<ContainerRuntime> runtimes, List<SocketFile> outside) {
        List<Found> found = new ArrayList<>();
        ProcessSockets service = opener;
        if (service != null) {
            containers.forEach((cgroupPath, pid) -> {
                if (isInside(pid, cgroupPath)) {
                    runtimes.forEach(runtime -> look(service, runtime, cgroupPath, pid, outside, found));
                }
            });
        }
        return found;
    }

    private static void look(ProcessSockets service, ContainerRuntime runtime, String cgroupPath, int pid,
            List<SocketFile> outside, List<Found> found) {
        Authority authority = Authority.inside(cgroupPath);
        for (Path path : runtime.defaultSockets()) {
            try {
                Opened handle = service.open(pid, path);
                SocketFile file = SocketFile.read(handle.path());
                if (file == null || outside.stream().anyMatch(file::isSame) || found.stream().anyMatch(
                        other -> other.runtime() == runtime && other.authority().equals(authority)
                                && other.file().isSame(file))) {
                    handle.close();
                } else {
                    found.add(new Found(runtime, authority, Path.of("/proc/" + pid + "/root" + path), file, handle));
                }
            } catch (IOException e) {
                // there is no such socket, as in most containers
                continue;
            }
        }
    }

    /** The process may have ended, and another process may have its number by now. */
    private boolean isInside(int pid, String cgroupPath) {
        String own = cgroupPath.substring(cgroupPath.lastIndexOf("/"));
        try {
            return Files.readString(proc.resolve(pid + "/cgroup"), StandardCharsets.ISO_8859_1).contains(own);
        } catch (IOException e) {
            return false;
        }
    }
}
