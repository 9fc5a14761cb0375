package io.tallyman.containers.internal.sockets;

import io.tallyman.api.runtime.ContainerRuntime;
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
 * The runtime's socket as this machine's kubelet is told it: by its configuration, or by the flags that kubeadm gives it.
 * Which runtime it is, the socket's name tells: {@code containerd.sock}.
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

    /** What its files say now. */
    public List<SocketPattern> sockets(List<ContainerRuntime> runtimes) {
        List<SocketPattern> found = new ArrayList<>();
        for (Path socket : List.of(read(CONFIGURATION, CONFIGURED), read(FLAGS, FLAG))) {
            for (ContainerRuntime runtime : runtimes) {
                if (socket.endsWith(runtime.name() + ".sock")) {
                    found.add(new SocketPattern(runtime.name(), socket, false));
                }
            }
        }
        return found;
    }

    /** The path that a file names; an empty one where it names none. */
    private Path read(String name, Pattern pattern) {
        Path file = directory.resolve(name);
        if (file.toFile().isFile()) {
            try (InputStream in = Files.newInputStream(file)) {
                Matcher matcher = pattern.matcher(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
                return Path.of(matcher.find() ? matcher.group(1) : "");
            } catch (IOException | InvalidPathException e) {
                // as good as none: nobody but root can have done that
                return Path.of("");
            }
        }
        return Path.of("");
    }
}
