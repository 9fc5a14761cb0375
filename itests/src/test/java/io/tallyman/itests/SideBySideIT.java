package io.tallyman.itests;

import static org.junit.Assert.*;

import java.util.List;
import org.junit.Test;

/** Containers of all runtimes in one trace; it is what other kernels are tried with. */
public class SideBySideIT {
    private static final int COUNT = Amount.of("tallyman.each", 7, 23);

    @Test
    public void shouldNameEveryContainerOfEachRuntime() throws Exception {
        Truth docker = new Truth(Docker.IMAGE);
        Truth podman = new Truth(Podman.IMAGE);
        Truth containerd = new Truth(Containerd.IMAGE);
        docker.expect("side-old", Docker.start("side-old", "/bin/sleep", "1033"));
        try (Lines trace = Lines.traceNamed(Truth.arguments("docker:" + Docker.SOCKET, "podman:" + Podman.SOCKET,
                "containerd:" + Containerd.SOCKET))) {
            docker.run(Docker::run, "side-docker", COUNT);
            podman.run(Podman::run, "side-podman", COUNT);
            containerd.run(Containerd::run, "side-ctr", COUNT);
            Commands.overlook(1, () -> Docker.docker("exec", "side-old", "/bin/cat", "/truth/side-old"));
            trace.interrupt();
            for (Truth truth : List.of(docker, podman, containerd)) {
                long[] delays = truth.check(trace.lines(), trace.stderr());
                assertEquals(2 * (truth == docker ? COUNT + 1 : COUNT), delays.length);
                System.out.println(Truth.describe("side by side", delays));
            }
        } finally {
            Docker.remove("side-old");
        }
    }
}
