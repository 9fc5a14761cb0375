package io.tallyman.itests;

import static org.junit.Assert.*;

import java.util.List;
import org.junit.Test;

/** 100 % of the events of 100 % of the containers carry the right id, name and image. */
public class TruthIT {
    private static final int COUNT = Amount.of("tallyman.truth", 41, 200);

    private static void checkAll(String what, String socket, String image, Truth.Runner runner) throws Exception {
        try (Lines trace = Lines.traceNamed(Truth.arguments(socket))) {
            Truth truth = new Truth(image).withImage();
            truth.run(runner, what, COUNT);
            trace.interrupt();
            long[] delays = truth.check(trace.lines(), trace.stderr());
            assertEquals(2 * COUNT, delays.length);
            System.out.println(Truth.describe(what, delays));
            System.out.println(Truth.row(what, COUNT, delays));
        }
    }

    @Test
    public void shouldNameEveryDockerContainer() throws Exception {
        Docker.makeImage();
        checkAll("docker", "docker:" + Docker.SOCKET, Docker.IMAGE, Docker::run);
    }

    @Test
    public void shouldNameEveryPodmanContainer() throws Exception {
        checkAll("podman", "podman:" + Podman.SOCKET, Podman.IMAGE, Podman::run);
    }

    @Test
    public void shouldNameEveryContainerOfContainerd() throws Exception {
        checkAll("ctr", "containerd:" + Containerd.SOCKET, Containerd.IMAGE, Containerd::run);
    }

    @Test
    public void shouldNameWhatRunsAlreadyAndWhatIsExecutedInIt() throws Exception {
        String id = Docker.start("tm-old", "/bin/sleep", "1009");
        try (Lines trace = Lines.trace(Truth.arguments("docker:" + Docker.SOCKET))) {
            Truth truth = new Truth(Docker.IMAGE).withImage();
            truth.expect("tm-old", id);
            Commands.overlook(1, () -> Docker.docker("exec", "tm-old", "/bin/cat", "/truth/tm-old"));
            trace.interrupt();
            assertEquals(2, truth.check(trace.lines(), trace.stderr()).length);
        } finally {
            Docker.remove("tm-old");
        }
    }

    @Test
    public void shouldKeepAContainersNameWhenAChildCgroupComesAndGoes() throws Exception {
        String id = Docker.start("tm-child", "/bin/sleep", "1013");
        String cgroup = Cgroups.of(id);
        try (Lines trace = Lines.trace(Truth.arguments("docker:" + Docker.SOCKET))) {
            Commands.run("mkdir", cgroup + "/inner");
            Commands.run("rmdir", cgroup + "/inner");
            Truth truth = new Truth(Docker.IMAGE).withImage();
            truth.expect("tm-child", id);
            Commands.overlook(1, () -> Docker.docker("exec", "tm-child", "/bin/cat", "/truth/tm-child"));
            trace.interrupt();
            assertEquals(2, truth.check(trace.lines(), trace.stderr()).length);
            List<String> lifecycle = trace.lines().stream().map(Lines.Line::text)
                    .filter(l -> l.contains("\"container_remove\"") || l.contains("\"container_create\""))
                    .filter(l -> l.contains(id)).toList();
            assertEquals(List.of(), lifecycle);
        } finally {
            Docker.remove("tm-child");
        }
    }
}
