package io.tallyman.containers.internal.sockets;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeletTest {
    private final List<ContainerRuntime> runtimes = List.of(FakeRuntime.containerd(),
            new FakeRuntime("crio", path -> null), FakeRuntime.docker());

    private List<SocketPattern> sockets(Path directory) {
        return new Kubelet(directory).sockets(runtimes);
    }

    private static SocketPattern socket(String runtime, String path) {
        return new SocketPattern(runtime, Path.of(path), false);
    }

    @Test
    void shouldReadTheSocketFromConfigurationAndFlags(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("config.yaml"), "kind: KubeletConfiguration\n"
                + "# containerRuntimeEndpoint: unix:///run/old/crio.sock\n"
                + "containerRuntimeEndpoint: \"unix:///run/own/crio.sock\"  # ours\nport: 10250\n");
        Files.writeString(directory.resolve("kubeadm-flags.env"),
                "KUBELET_KUBEADM_ARGS=\"--v=2 --container-runtime-endpoint=unix:///opt/run/containerd.sock --x=y\"\n");
        assertEquals(List.of(socket("crio", "/run/own/crio.sock"), socket("containerd", "/opt/run/containerd.sock")),
                sockets(directory));
    }

    @Test
    void shouldTakeAPathAlone(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("config.yaml"), "containerRuntimeEndpoint: /run/x/containerd.sock\n");
        assertEquals(List.of(socket("containerd", "/run/x/containerd.sock")), sockets(directory));
    }

    @Test
    void shouldLeaveAloneWhatNoRuntimeSpeaks(@TempDir Path directory) throws IOException {
        assertEquals(List.of(), sockets(directory.resolve("none")));
        Files.writeString(directory.resolve("config.yaml"), "containerRuntimeEndpoint: unix:///run/cri-dockerd.sock\n");
        Files.writeString(directory.resolve("kubeadm-flags.env"), "KUBELET_KUBEADM_ARGS=\"\"\n");
        assertEquals(List.of(), sockets(directory));
        Files.writeString(directory.resolve("config.yaml"), "containerRuntimeEndpoint: /run/a\0b/crio.sock\n");
        assertEquals(List.of(), sockets(directory));
    }

    @Test
    void shouldReadNoMoreThanABoundedPart(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("config.yaml"), "a: b\n".repeat(20_011)
                + "containerRuntimeEndpoint: /run/x/containerd.sock\n");
        assertEquals(List.of(), sockets(directory));
    }
}
