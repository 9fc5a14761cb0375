package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** The very container that the chart asks for, run as a pod by a real containerd over Kubernetes' own interface. */
@Category(Heavy.class)
public class KubernetesPodIT {
    private static final String NODE = "worker-7";
    private static final String OUTPUT = "io.tallyman.output-events.cfg";
    private static final int COUNT = 13;
    /** SYS_PTRACE, PERFMON and BPF, by their numbers. */
    private static final long CAPABILITIES = 1L << 19 | 1L << 38 | 1L << 39;

    private final OwnContainerd containerd = new OwnContainerd();
    private final Cri cri = new Cri(containerd.socket());
    private final Path node = Files.createTempDirectory(Path.of("/var/tmp"), "tm-node");
    private final ConfigVolume map = new ConfigVolume(node.resolve("config"));
    private Map<String, JsonObject> chart;
    private KubeletPod tallyman;

    public KubernetesPodIT() throws IOException, InterruptedException {
    }

    @BeforeClass
    public static void buildImage() throws Exception {
        Commands.run(Tallyman.HOME.resolve("../../image/build").normalize().toString());
    }

    @Before
    public void prepareNode() throws Exception {
        containerd.preparePods();
        // containerd before 1.7 takes no compressed file
        Commands.run("sh", "-c", "gunzip -c '" + ProductImage.file() + "' | " + String.join(" ", containerd.client(
                containerd.socket(), "--namespace", "k8s.io", "images", "import", "--snapshotter", "native", "-")));
        layNode();
    }

    /** Starts the pod of the chart with these values, and waits until it traces. */
    private void start(String values) throws Exception {
        chart = new KubernetesTools().render(KubernetesTools.CHART, KubernetesTools.NEWEST, "--set", values);
        map.write(configuration());
        JsonObject spec = chart.get("DaemonSet").getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
        tallyman = new KubeletPod(spec, volumes(spec), NODE, Files.createDirectory(node.resolve("logs")));
        tallyman.start(cri);
        await("startupProbe");
        await("readinessProbe");
    }

    /** The node's /run has containerd's socket in its directory. On a node all directories are on shared mounts. */
    private void layNode() throws Exception {
        Files.createDirectory(node.resolve("microk8s"));
        share(node.resolve("microk8s"));
        share(containerd.run);
        Files.createLink(containerd.run.resolve("containerd/containerd.sock"), containerd.socket());
    }

    private static void share(Path directory) throws Exception {
        Commands.run("mount", "--bind", directory.toString(), directory.toString());
        Commands.run("mount", "--make-shared", directory.toString());
    }

    /** What the ConfigMap has. */
    private Map<String, String> configuration() {
        Map<String, String> files = new TreeMap<>();
        chart.get("ConfigMap").getAsJsonObject("data").entrySet().forEach(
                file -> files.put(file.getKey(), file.getValue().getAsString()));
        return files;
    }

    private Map<String, Path> volumes(JsonObject spec) {
        Map<String, Path> shown = new HashMap<>();
        for (JsonElement each : spec.getAsJsonArray("volumes")) {
            JsonObject volume = each.getAsJsonObject();
            shown.put(volume.get("name").getAsString(), volume.has("configMap") ? map.directory()
                    : here(volume.getAsJsonObject("hostPath").get("path").getAsString()));
        }
        return shown;
    }

    private Path here(String path) {
        return path.equals("/run") ? containerd.run : path.contains("microk8s") ? node.resolve("microk8s") : Path.of(path);
    }

    @After
    public void removeAll() throws Exception {
        try (containerd; cri) {
            if (tallyman != null) {
                tallyman.stop(cri);
            }
            for (Path shared : List.of(containerd.run, node.resolve("microk8s"))) {
                Commands.overlook(32, () -> Commands.run("umount", "-l", shared.toString()));
            }
        } finally {
            Commands.run("rm", "-rf", "--one-file-system", node.toString());
        }
    }

    /** What the container has printed so far, and what comes. */
    private Lines printed(String stream) throws IOException {
        return Lines.of(List.of("sh", "-c", "tail --pid=$$ -n +1 -f '" + tallyman.log() + "' | sed -u -n 's/^[^ ]* " + stream
                + " [FP] //p'"));
    }

    private void await(String probe) throws Exception {
        Until.holds(probe, () -> tallyman.passes(cri, probe));
    }

    @Test
    public void shouldNameThePodsOfItsNodeAndFollowItsConfigMap() throws Exception {
        start("clusterName=prod");
        try (Lines events = printed("stdout"); Lines messages = printed("stderr")) {
            events.awaitName("first", () -> pod("first"));
            Map<String, String> next = configuration();
            next.put(OUTPUT, next.get(OUTPUT) + "events = sched_process_exec,openat,open,container_create,container_remove\n");
            next.put("io.tallyman.output-second.cfg", "printer = json\ndestination = file\npath = /dev/shm/second\n");
            map.write(next);
            Until.holds("both outputs are as they should be", () -> {
                String sessions = tallyman.ask(cri, "tallyman", "shell", "trace:sessions");
                return sessions.contains("second") && sessions.contains("container_remove");
            });
            await("readinessProbe");
            PodTruth pods = new PodTruth(cri, Containerd.IMAGE, true);
            pods.run("node", COUNT);
            Until.holds("the last pod's end", () -> created(events) >= 2 * COUNT);
            System.out.println(Truth.describe("a pod of the chart", pods.check(events, "node", COUNT)));
            await("livenessProbe");
            long used = CgroupMemory.of(tallyman.cgroup()).workingSet();
            System.out.println("a pod of the chart: working set " + (used >> 20) + " MiB");
            assertTrue(used + " bytes", used < tallyman.memoryRequest() && used * 2 < tallyman.memoryLimit());
            List<JsonObject> all = events.lines().stream().map(line -> JsonParser.parseString(line.text()).getAsJsonObject())
                    .toList();
            assertEquals(List.of(), all.stream().filter(event -> !event.get("nodeName").getAsString().equals(NODE)
                    || !event.get("clusterName").getAsString().equals("prod")).toList());
            assertEquals(List.of(), all.stream().filter(event -> event.get("containerId").getAsString()
                    .equals(tallyman.id())).toList());
            assertTrue(messages.stderr(), messages.lines().stream().noneMatch(line -> line.text().contains("warning")));
        }
    }

    /** What the processes of the container may do is what the chart gives them, and no more. */
    @Test
    public void shouldTraceWithTheRightsOfTheChartAloneAndUnderContainerdsOwnSeccompProfile() throws Exception {
        start("seccompProfile.type=RuntimeDefault");
        try (Lines events = printed("stdout")) {
            events.awaitName("filtered", () -> pod("filtered"));
        }
        List<Path> processes = tallyman.processes();
        assertFalse(processes.isEmpty());
        for (Path process : processes) {
            Map<String, String> status = Files.readAllLines(process.resolve("status")).stream().map(line -> line.split(":\\s*", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
            for (String set : List.of("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")) {
                assertEquals(set + " " + status.get(set), 0, Long.parseUnsignedLong(status.get(set), 16) & ~CAPABILITIES);
            }
            assertEquals("1", status.get("NoNewPrivs"));
            assertEquals("2", status.get("Seccomp"));
        }
    }

    private void pod(String name) throws Exception {
        Cri.Pod pod = new Cri.Pod(name, "quay", NODE + name);
        String sandbox = cri.runSandbox(pod);
        try {
            cri.run(pod, sandbox, Containerd.IMAGE, name, "/bin/true");
        } finally {
            cri.remove(sandbox);
        }
    }

    private static long created(Lines events) {
        return events.lines().stream().filter(line -> line.text().contains("\"eventName\":\"container_remove\"")
                && line.text().contains("on-node-")).count();
    }
}
