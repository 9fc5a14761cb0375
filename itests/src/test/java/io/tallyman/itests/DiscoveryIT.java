package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.Test;

/** Nobody names a socket: the trace finds daemons where the field has them, and when they come. */
public class DiscoveryIT {
    private static final int COUNT = 3;
    private static final int USER = 1000;
    private static final String USERS = "/user.slice/user-" + USER + ".slice";

    private static void check(Lines trace, Truth truth) {
        assertEquals(2 * COUNT, truth.check(trace.lines(), trace.stderr()).length);
    }

    /** To connect to a daemon may take longer than a short container's life, and then nobody knows of that any more. */
    private static void awaitConnection(Lines trace, String old, Callable<?> execute) throws Exception {
        Until.holds(old + " is named", () -> {
            execute.call();
            return trace.has(line -> line.contains("\"name\":\"" + old + "\""));
        });
    }

    private static String[] execution(String container) {
        return new String[] {"task", "exec", "--exec-id", "once", container, "/bin/true"};
    }

    @Test
    public void shouldFindSeveralDaemonsOfOneRuntimeWhereDistributionsHaveThem() throws Exception {
        Docker.makeImage();
        Truth k3s = new Truth(Containerd.IMAGE);
        Truth microk8s = new Truth(Containerd.IMAGE);
        Truth kubelets = new Truth(Containerd.IMAGE);
        try (SocketPlaces places = new SocketPlaces(); OwnContainerd own = new OwnContainerd();
                OwnContainerd other = new OwnContainerd()) {
            places.link("/run/k3s/containerd/containerd.sock", own.socket());
            Path endpoint = other.socket().resolveSibling("containerd.sock");
            Files.createSymbolicLink(endpoint, other.socket());
            places.write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n"
                    + "containerRuntimeEndpoint: \"unix://" + endpoint + "\"\n");
            own.run(true, "k3s-old", "/bin/sleep", "1069");
            other.run(true, "kubelet-old", "/bin/sleep", "1087");
            Containerd.ctr("run", "-d", "--snapshotter", "native", Containerd.IMAGE, "microk8s-old", "/bin/sleep", "1091");
            try (Lines trace = Lines.traceBy(places.starter(), Truth.arguments())) {
                awaitConnection(trace, "k3s-old", () -> own.call(execution("k3s-old")));
                awaitConnection(trace, "kubelet-old", () -> other.call(execution("kubelet-old")));
                k3s.run((name, program) -> own.run(false, name, program), "k3s", COUNT);
                kubelets.run((name, program) -> other.run(false, name, program), "kubelet", COUNT);
                places.link("/var/snap/microk8s/common/run/containerd.sock", Path.of(Containerd.SOCKET));
                awaitConnection(trace, "microk8s-old", () -> Containerd.ctr(execution("microk8s-old")));
                microk8s.run(Containerd::run, "microk8s", COUNT);
                trace.interrupt();
                check(trace, k3s);
                check(trace, kubelets);
                check(trace, microk8s);
            } finally {
                Containerd.ctr("task", "delete", "--force", "microk8s-old");
                Containerd.ctr("container", "delete", "microk8s-old");
            }
        }
    }

    /** The second link leads to a daemon that is connected already. */
    @Test
    public void shouldFindUsersDaemonsAndBelieveThemForWhatIsTheirs() throws Exception {
        Docker.makeImage();
        Path socket = Path.of(Docker.SOCKET);
        Truth docker = new Truth(Docker.IMAGE);
        Truth podman = new Truth(Podman.IMAGE);
        try (SocketPlaces places = new SocketPlaces()) {
            places.link("/run/user/" + USER + "/podman/podman.sock", Path.of(Podman.SOCKET));
            places.link("/run/user/1001/podman/podman.sock", Path.of(Podman.SOCKET));
            Files.setAttribute(socket, "unix:uid", USER);
            try (Lines trace = Lines.traceBy(places.starter(), Truth.arguments())) {
                podman.run(Podman::run, "users-podman", COUNT);
                places.link("/run/user/" + USER + "/docker.sock", socket);
                docker.run((name, program) -> Docker.run(name, List.of("--cgroup-parent", USERS + "/tm-docker"), program),
                        "users-docker", COUNT);
                String id = Docker.run("roots", Truth.program("roots"));
                trace.interrupt();
                check(trace, podman);
                check(trace, docker);
                assertNotNamed(trace, "/truth/roots", id);
            } finally {
                Files.setAttribute(socket, "unix:uid", 0);
                Commands.run("sh", "-c", "find " + Cgroups.mount() + "/../*" + USERS + " " + Cgroups.mount() + USERS
                        + " -depth -type d -exec rmdir {} + 2>/dev/null; true");
            }
        }
    }

    private static void assertNotNamed(Lines trace, String path, String id) {
        List<JsonObject> containers = trace.lines().stream().map(Lines.Line::text)
                .filter(l -> l.contains("\"" + path + "\"") && l.contains("\"eventName\":\"open"))
                .map(l -> JsonParser.parseString(l).getAsJsonObject().getAsJsonObject("container")).toList();
        assertEquals(1, containers.size());
        assertEquals(id, containers.get(0).get("id").getAsString());
        assertEquals("failed", containers.get(0).get("enrichment").getAsString());
        assertEquals("no socket of docker", containers.get(0).get("reason").getAsString());
        assertEquals("", containers.get(0).get("name").getAsString());
    }
}
