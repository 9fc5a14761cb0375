package io.tallyman.containers.internal.sockets;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.HostPaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the socket that this machine's kubelet uses, from the kubelet's configuration and from the flags that kubeadm
 * gives to the kubelet. The name of the socket tells which runtime it is: {@code containerd.sock}.
 */
public final class Kubelet {
    private static final int MOST_BYTES = 64 * 1024;
    private static final Pattern CONFIGURED = Pattern.compile(
            "(?m)^containerRuntimeEndpoint:[ \t]*[\"']?(?:unix://)?(/[^\\s\"'#]+)");
    private static final Pattern FLAG = Pattern.compile(
            "--container-runtime-endpoint[= ][\"']?(?:unix://)?(/[^\\s\"']+)");

    private static final String CONFIGURATION = "config.yaml";
    private static final String FLAGS = "kubeadm-flags.env";

    private final Path directory;

    /** @param directory {@code /var/lib/kubelet} */
    public Kubelet(Path directory) {
        this.directory = directory;
    }

    public List<Path> files() {
        return List.of(directory.resolve(CONFIGURATION), directory.resolve(FLAGS));
    }

    /** The sockets that the files name now. */
    public List<SocketPattern> sockets(List<ContainerRuntime> runtimes) {
        List<SocketPattern> found = new ArrayList<>();
        for (Path socket : List.of(read(CONFIGURATION, CONFIGURED), read(FLAGS, FLAG))) {
            for (ContainerRuntime runtime : runtimes) {
                if (socket.endsWith(runtime.name() + ".sock")) {
                    HostPaths.ofThisProcess().of(socket)
                            .forEach(path -> found.add(new SocketPattern(runtime.name(), path, false)));
                }
            }
        }
        return found;
    }

    /** The path that a file names; an empty path where the file names none. */
    private Path read(String name, Pattern pattern) {
        Path file = directory.resolve(name);
        if (file.toFile().isFile()) {
            try (InputStream in = Files.newInputStream(file)) {
                Matcher matcher = pattern.matcher(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
                return Path.of(matcher.find() ? matcher.group(1) : "");
            } catch (IOException | InvalidPathException e) {
                // only root can write such a file: it counts like one that names nothing
                return Path.of("");
            }
        }
        return Path.of("");
    }
}
