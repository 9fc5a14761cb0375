package io.tallyman.shell.internal;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Decides who may use the shell: the user who runs this process, and root. Users are compared by number, as one name may
 * belong to several. A process inside a container may not use the shell, even as root: a container that mounts /run is not
 * the host's root.
 *
 * <p>A process is inside a container if its namespaces are neither those of this process nor those of process 1, or if a
 * runtime is sure that its cgroup is a container's. The namespaces of process 1 count because a service manager may give
 * tallyman a mount namespace of its own, while the administrator's session has that of process 1.
 */
final class PeerCheck {
    private PeerCheck() {
    }

    /** @return why the peer is refused, or null */
    static String refuse(SocketChannel channel, List<ContainerRuntime> runtimes) throws IOException {
        try (Peer peer = Peer.of(channel)) {
            int me = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            if (peer.uid() != me && peer.uid() != 0) {
                return "user " + peer.uid() + " may not use the shell of user " + me;
            }
            if (peer.pid() == 0) {
                return "the shell is not for processes of another pid namespace";
            }
            String refusal = refuse(String.valueOf(peer.pid()), runtimes);
            return refusal == null && !peer.isAlive() ? "the process that connected has ended" : refusal;
        }
    }

    /** @return why this process is refused, or null */
    static String refuse(String pid, List<ContainerRuntime> runtimes) {
        try {
            String refusal = refuseNamespaces(pid);
            return refusal != null ? refusal
                    : refuseCgroups(Files.readAllLines(Path.of("/proc", pid, "cgroup")), runtimes);
        } catch (IOException e) {
            return "cannot tell whether process " + pid + " is inside a container: " + e;
        }
    }

    private static String refuseNamespaces(String pid) throws IOException {
        Namespaces peer = Namespaces.of(pid);
        Namespaces own = Namespaces.of("self");
        if (peer.equals(own) || peer.equals(ofProcessOne())) {
            return null;
        }
        return "the shell is not for processes inside a container: process " + pid + " has another "
                + peer.differenceFrom(own) + " than tallyman";
    }

    /** @return null where this process may not look at process 1 */
    private static Namespaces ofProcessOne() {
        try {
            return Namespaces.of("1");
        } catch (IOException e) {
            return null;
        }
    }

    /** @param lines of /proc/pid/cgroup */
    static String refuseCgroups(List<String> lines, List<ContainerRuntime> runtimes) throws IOException {
        if (lines.equals(Files.readAllLines(Path.of("/proc/self/cgroup")))) {
            return null;
        }
        for (String line : lines) {
            String path = line.substring(line.indexOf(':', line.indexOf(':') + 1) + 1);
            for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
                String container = container(path.substring(0, end), runtimes);
                if (container != null) {
                    return "the shell is not for processes inside a container (" + container + ")";
                }
            }
        }
        return null;
    }

    /** Runtime and id of the container whose cgroup this is for sure, or null. */
    private static String container(String path, List<ContainerRuntime> runtimes) {
        for (ContainerRuntime runtime : runtimes) {
            try {
                CgroupMatch match = runtime.match(path);
                if (match != null && match.sure()) {
                    return runtime.name() + " " + match.id();
                }
            } catch (RuntimeException | LinkageError e) {
                // the namespaces were compared before: a broken plug-in need not close the shell to everybody
                continue;
            }
        }
        return null;
    }
}
