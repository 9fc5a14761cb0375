package io.tallyman.itests;

import static io.tallyman.itests.Cri.message;
import static io.tallyman.itests.Cri.nested;
import static io.tallyman.itests.Cri.number;
import static io.tallyman.itests.Cri.text;
import static io.tallyman.itests.Cri.words;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A pod as the kubelet asks a runtime for it: translates what a manifest says to Kubernetes' Container Runtime Interface.
 * One thing is not as the manifest has it: the pod is on the machine's network, since the tests set up none.
 */
final class KubeletPod {
    private static final String UID = "8f14e45f-ceea-467f-a8d6-1f0e1a2b3c4d";
    private static final String CGROUP = "/kubepods/burstable/pod" + UID;
    private static final int OOM_SCORE_OF_NODE_CRITICAL = -997;
    private static final int SHARES_OF_A_PROCESSOR = 1024;
    private static final long POD = 0;
    private static final long CONTAINER = 1;
    private static final long NODE = 2;
    /** What the kubelet hides in a container that is not privileged. */
    private static final String[] MASKED = {"/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
        "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware"};
    private static final String[] READ_ONLY = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};

    private final JsonObject spec;
    private final JsonObject container;
    private final Map<String, Path> volumes;
    private final String node;
    private final Path logs;
    private String sandbox;
    private String id;

    /**
     * Nothing is started yet.
     *
     * @param spec    of the pod; has one container
     * @param volumes where this machine has what each volume of the pod shows, by the volume's name
     * @param node    the name of the node
     * @param logs    the directory for what the container prints
     */
    KubeletPod(JsonObject spec, Map<String, Path> volumes, String node, Path logs) {
        this.spec = spec;
        this.container = spec.getAsJsonArray("containers").get(0).getAsJsonObject();
        this.volumes = volumes;
        this.node = node;
        this.logs = logs;
    }

    void start(Cri cri) throws IOException, InterruptedException {
        sandbox = Cri.textOf(cri.call("RunPodSandbox", message(Map.of(1, nested(sandboxConfig())))), 1);
        id = Cri.textOf(cri.call("CreateContainer", message(Map.of(1, text(sandbox), 2, nested(containerConfig()),
                3, nested(sandboxConfig())))), 1);
        cri.call("StartContainer", message(Map.of(1, text(id))));
    }

    String id() {
        return id;
    }

    /** The processes of the container, by their directories in {@code /proc}. */
    List<Path> processes() throws IOException {
        Path v1 = Path.of("/sys/fs/cgroup/memory" + cgroup(), "cgroup.procs");
        Path file = Files.exists(v1) ? v1 : Path.of("/sys/fs/cgroup" + cgroup(), "cgroup.procs");
        return Files.readAllLines(file).stream().map(pid -> Path.of("/proc", pid)).toList();
    }

    /** Where the container is in each cgroup hierarchy. */
    String cgroup() {
        return CGROUP + "/" + id;
    }

    /** The most bytes that the container may use. */
    long memoryLimit() {
        return bytes("limits");
    }

    /** The bytes that the scheduler keeps for the pod. */
    long memoryRequest() {
        return bytes("requests");
    }

    private long bytes(String kind) {
        String memory = container.getAsJsonObject("resources").getAsJsonObject(kind).get("memory").getAsString();
        return Long.parseLong(memory.replace("Mi", "")) << 20;
    }

    /** Each line has a time, the stream's name and a mark before it. */
    Path log() {
        return logs.resolve("container.log");
    }

    /** Whether a probe of the container succeeds now. */
    boolean passes(Cri cri, String probe) throws IOException, InterruptedException {
        JsonArray program = container.getAsJsonObject(probe).getAsJsonObject("exec").getAsJsonArray("command");
        List<Long> code = exec(cri, strings(program)).getField(3).getVarintList();
        return code.isEmpty() || code.get(0) == 0;
    }

    /** What a program inside prints. */
    String ask(Cri cri, String... program) throws IOException, InterruptedException {
        return Cri.textOf(exec(cri, program), 1);
    }

    private UnknownFieldSet exec(Cri cri, String... program) throws IOException, InterruptedException {
        return cri.call("ExecSync", message(Map.of(1, text(id), 2, words(program))));
    }

    /** Ends it as the kubelet does. */
    void stop(Cri cri) throws IOException, InterruptedException {
        cri.call("StopContainer", message(Map.of(1, text(id), 2, number(spec.get("terminationGracePeriodSeconds").getAsLong()))));
        cri.remove(sandbox);
    }

    private UnknownFieldSet sandboxConfig() {
        return message(Map.of(1, nested(message(Map.of(1, text("tallyman-x7k2p"), 2, text(UID), 3, text("tallyman")))),
                3, text(logs.toString()), 6, Cri.labels(podLabels()), 8, nested(message(Map.of(
                        1, text(CGROUP), 2, nested(message(Map.of(1, nested(namespaces())))))))));
    }

    private static Map<String, String> podLabels() {
        return Map.of("io.kubernetes.pod.name", "tallyman-x7k2p", "io.kubernetes.pod.namespace", "tallyman",
                "io.kubernetes.pod.uid", UID);
    }

    private UnknownFieldSet namespaces() {
        return message(Map.of(1, number(NODE), 2, number(isSet(spec, "hostPID") ? NODE : CONTAINER), 3, number(POD)));
    }

    private UnknownFieldSet containerConfig() {
        Map<String, String> labels = new HashMap<>(podLabels());
        labels.put("io.kubernetes.container.name", container.get("name").getAsString());
        String image = "docker.io/library/" + container.get("image").getAsString();
        Map<Integer, Field> fields = new HashMap<>(Map.of(1, nested(message(Map.of(1, text(container.get("name").getAsString())))),
                2, nested(message(Map.of(1, text(image), 18, text(image)))), 4, words(strings(container.getAsJsonArray("args"))),
                6, environment(), 7, mounts(), 9, Cri.labels(labels), 11, text(log().getFileName().toString()),
                15, nested(message(Map.of(1, nested(resources()), 2, nested(security()))))));
        return message(fields);
    }

    private Field environment() {
        Field.Builder all = Field.newBuilder();
        for (JsonElement each : container.getAsJsonArray("env")) {
            JsonObject variable = each.getAsJsonObject();
            String value = variable.has("value") ? variable.get("value").getAsString() : fromField(variable);
            all.addLengthDelimited(message(Map.of(1, text(variable.get("name").getAsString()), 2, text(value))).toByteString());
        }
        return all.build();
    }

    private String fromField(JsonObject variable) {
        String path = variable.getAsJsonObject("valueFrom").getAsJsonObject("fieldRef").get("fieldPath").getAsString();
        if (!path.equals("spec.nodeName")) {
            throw new IllegalArgumentException("no value for " + path);
        }
        return node;
    }

    private Field mounts() {
        Field.Builder all = Field.newBuilder();
        for (JsonElement each : container.getAsJsonArray("volumeMounts")) {
            JsonObject mount = each.getAsJsonObject();
            boolean follows = mount.has("mountPropagation")
                    && mount.get("mountPropagation").getAsString().equals("HostToContainer");
            Path shown = volumes.get(mount.get("name").getAsString());
            all.addLengthDelimited(message(Map.of(1, text(mount.get("mountPath").getAsString()), 2, text(shown.toString()),
                    3, number(isSet(mount, "readOnly") ? 1 : 0), 5, number(follows ? 1 : 0))).toByteString());
        }
        return all.build();
    }

    private UnknownFieldSet resources() {
        String cpu = container.getAsJsonObject("resources").getAsJsonObject("requests").get("cpu").getAsString();
        return message(Map.of(3, number(Long.parseLong(cpu.replace("m", "")) * SHARES_OF_A_PROCESSOR / 1000),
                4, number(memoryLimit()), 5, number(OOM_SCORE_OF_NODE_CRITICAL)));
    }

    private UnknownFieldSet security() {
        JsonObject security = container.getAsJsonObject("securityContext");
        JsonObject capabilities = security.getAsJsonObject("capabilities");
        UnknownFieldSet zero = message(Map.of(1, number(security.get("runAsUser").getAsLong())));
        Map<Integer, Field> fields = new HashMap<>();
        fields.put(1, nested(message(Map.of(1, words(strings(capabilities.getAsJsonArray("add"))),
                2, words(strings(capabilities.getAsJsonArray("drop")))))));
        fields.put(2, number(isSet(security, "privileged") ? 1 : 0));
        fields.put(3, nested(namespaces()));
        fields.put(4, nested(message(Map.of(3, text(security.getAsJsonObject("seLinuxOptions").get("type").getAsString())))));
        fields.put(5, nested(zero));
        fields.put(7, number(isSet(security, "readOnlyRootFilesystem") ? 1 : 0));
        fields.put(11, number(isSet(security, "allowPrivilegeEscalation") ? 0 : 1));
        fields.put(12, nested(zero));
        fields.put(13, words(MASKED));
        fields.put(14, words(READ_ONLY));
        fields.put(15, nested(profile(security.getAsJsonObject("seccompProfile"))));
        fields.put(16, nested(profile(security.getAsJsonObject("appArmorProfile"))));
        return message(fields);
    }

    private static UnknownFieldSet profile(JsonObject profile) {
        return message(Map.of(1, number(List.of("RuntimeDefault", "Unconfined").indexOf(profile.get("type").getAsString()))));
    }

    private static boolean isSet(JsonObject object, String name) {
        return object.has(name) && object.get(name).getAsBoolean();
    }

    private static String[] strings(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsString).toArray(String[]::new);
    }
}
