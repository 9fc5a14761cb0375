package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** The Helm chart and the kustomize base, by Helm and kustomize themselves and held against Kubernetes' own schemas. */
@Category(Heavy.class)
public class ChartIT {
    /** Before and after the field for AppArmor. */
    private static final String[] VERSIONS = {"1.29.0", KubernetesTools.NEWEST};
    private static final Set<String> DEFAULT_KINDS = Set.of("ServiceAccount", "ResourceQuota", "ConfigMap", "DaemonSet");
    /** What Helm adds and kustomize does not. */
    private static final Set<String> OF_HELM = Set.of("helm.sh/chart", "app.kubernetes.io/managed-by",
            "app.kubernetes.io/version");

    private static KubernetesTools tools;

    @BeforeClass
    public static void getTools() throws Exception {
        tools = new KubernetesTools();
    }

    private static JsonObject container(Map<String, JsonObject> objects) {
        return pod(objects).getAsJsonArray("containers").get(0).getAsJsonObject();
    }

    private static JsonObject pod(Map<String, JsonObject> objects) {
        return objects.get("DaemonSet").getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
    }

    @Test
    public void shouldPassHelmsOwnCheck() throws Exception {
        String said = tools.helm("lint", "--strict", "--kube-version", KubernetesTools.NEWEST,
                KubernetesTools.CHART.toString());
        assertTrue(said, said.contains("0 chart(s) failed"));
    }

    @Test
    public void shouldOpenNoPortAndAskTheClusterNothingByDefault() throws Exception {
        for (String version : VERSIONS) {
            Map<String, JsonObject> objects = tools.render(KubernetesTools.CHART, version);
            assertEquals(DEFAULT_KINDS, objects.keySet());
            assertFalse(container(objects).has("ports"));
            assertFalse(pod(objects).get("automountServiceAccountToken").getAsBoolean());
            assertFalse(pod(objects).has("hostNetwork"));
            assertEquals(version.startsWith("1.29"), !container(objects).getAsJsonObject("securityContext").has("appArmorProfile"));
        }
    }

    @Test
    public void shouldRenderEachValue() throws Exception {
        for (String version : VERSIONS) {
            Map<String, JsonObject> objects = tools.render(KubernetesTools.CHART, version, "--set",
                    "metrics.enabled=true,metrics.serviceMonitor.enabled=true,metrics.serviceMonitor.labels.release=prometheus",
                    "--set", "clusterName=prod,configSecret=siem,openshift=true,mountPropagation=None,seLinuxOptions=null",
                    "--set", "outputs.events=null,outputs.siem.printer=json,outputs.siem.destination=webhook", "--set",
                    "outputs.siem.url=https://siem.example/in?a=1,image.repository=registry.example/tallyman,image.tag=v7",
                    "--set-string", "config.io\\.tallyman\\.runtime-a\\.cfg=runtime = docker",
                    "--set", "arguments={--fd-paths},imagePullSecrets[0].name=pull,podLabels.team=a,podAnnotations.note=b",
                    "--set", "affinity.nodeAffinity=null,priorityQuota=0");
            assertEquals(Set.of("ServiceAccount", "ConfigMap", "DaemonSet", "Service", "ServiceMonitor", "RoleBinding"),
                    objects.keySet());
            JsonObject data = objects.get("ConfigMap").getAsJsonObject("data");
            assertEquals(Set.of("io.tallyman.output-siem.cfg", "io.tallyman.metrics.cfg", "io.tallyman.runtime-a.cfg"),
                    data.keySet());
            assertEquals("destination = webhook\nprinter = json\nurl = https://siem.example/in?a=1\n",
                    data.get("io.tallyman.output-siem.cfg").getAsString());
            assertEquals("address = 0.0.0.0:9100\n", data.get("io.tallyman.metrics.cfg").getAsString());
            JsonObject container = container(objects);
            assertEquals("registry.example/tallyman:v7", container.get("image").getAsString());
            assertEquals("[\"run\",\"--containers\",\"--fd-paths\"]", container.getAsJsonArray("args").toString());
            assertTrue(container.getAsJsonArray("env").toString().contains("{\"name\":\"CLUSTER_NAME\",\"value\":\"prod\"}"));
            assertFalse(container.getAsJsonObject("securityContext").has("seLinuxOptions"));
            assertTrue(pod(objects).getAsJsonArray("volumes").toString().contains("{\"secret\":{\"name\":\"siem\"}}"));
        }
    }

    /** Before 1.30 the profile is an annotation with other words. */
    @Test
    public void shouldNameTheProfileOfAppArmorAsEachKubernetesWantsIt() throws Exception {
        Map<String, String> annotations = Map.of("RuntimeDefault", "runtime/default", "Localhost", "localhost/mine",
                "Unconfined", "unconfined");
        for (Map.Entry<String, String> each : annotations.entrySet()) {
            JsonObject set = tools.render(KubernetesTools.CHART, "1.29.0", "--set", "appArmorProfile.type="
                    + each.getKey() + ",appArmorProfile.localhostProfile=mine").get("DaemonSet");
            assertEquals(each.getValue(), set.getAsJsonObject("spec").getAsJsonObject("template")
                    .getAsJsonObject("metadata").getAsJsonObject("annotations")
                    .get("container.apparmor.security.beta.kubernetes.io/tallyman").getAsString());
        }
    }

    /** A number of a file of values is a floating-point number for Helm. */
    @Test
    public void shouldWriteNumbersAsAPersonDoes() throws Exception {
        Path values = Files.createTempFile("values", ".yaml");
        Files.writeString(values, "outputs:\n  events:\n    queue: 67108864\n");
        JsonObject data = tools.render(KubernetesTools.CHART, KubernetesTools.NEWEST, "--values", values.toString())
                .get("ConfigMap").getAsJsonObject("data");
        assertTrue(data.toString(), data.get("io.tallyman.output-events.cfg").getAsString().contains("queue = 67108864\n"));
        Files.delete(values);
    }

    @Test
    public void shouldRefuseAnOutputThatIsThereTwice() {
        Commands.Failed refused = assertThrows(Commands.Failed.class, () -> tools.render(KubernetesTools.CHART,
                KubernetesTools.NEWEST, "--set", "config.io\\.tallyman\\.output-events\\.cfg=x"));
        assertTrue(refused.getMessage(), refused.getMessage().contains("is an output that outputs has as well"));
    }

    @Test
    public void shouldRefuseWhatNoValueMayBe() {
        for (String wrong : new String[] {"nosuch=1", "metrics.port=80", "mountPropagation=Bidirectional",
            "sockets[0].path=run,sockets[0].type=Directory", "outputs.a.printer=json", "clusterName=7"}) {
            Commands.Failed refused = assertThrows(wrong, Commands.Failed.class,
                    () -> tools.render(KubernetesTools.CHART, KubernetesTools.NEWEST, "--set", wrong));
            assertTrue(refused.getMessage(), refused.getMessage().contains("values don't meet the specifications of the schema"));
        }
    }

    @Test
    public void shouldBeTheSameByHelmAndByKustomize() throws Exception {
        Map<String, JsonObject> helm = tools.render(KubernetesTools.CHART, KubernetesTools.NEWEST);
        Map<String, JsonObject> kustomize = tools.kustomize(KubernetesTools.KUBERNETES.resolve("kustomize/base"),
                KubernetesTools.NEWEST);
        JsonObject namespace = kustomize.remove("Namespace");
        assertEquals("privileged", namespace.getAsJsonObject("metadata").getAsJsonObject("labels")
                .get("pod-security.kubernetes.io/enforce").getAsString());
        assertEquals(DEFAULT_KINDS, kustomize.keySet());
        for (String kind : DEFAULT_KINDS) {
            assertEquals(kind, kustomize.get(kind), withoutHelm(helm.get(kind)));
        }
    }

    /** The same object without the labels that Helm adds. */
    private static JsonElement withoutHelm(JsonElement element) {
        if (element.isJsonObject()) {
            OF_HELM.forEach(element.getAsJsonObject()::remove);
            element.getAsJsonObject().entrySet().forEach(member -> withoutHelm(member.getValue()));
        } else if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(ChartIT::withoutHelm);
        }
        return element;
    }

    @Test
    public void shouldBePackagedWithTheVersionOfTheProduct() throws Exception {
        Path first = Path.of(Commands.run(KubernetesTools.KUBERNETES.resolve("build").toString()).strip());
        byte[] bytes = Files.readAllBytes(first);
        Path again = Path.of(Commands.run(KubernetesTools.KUBERNETES.resolve("build").toString()).strip());
        assertEquals(first, again);
        assertEquals(-1, Arrays.mismatch(bytes, Files.readAllBytes(again)));
        String version = first.getFileName().toString().replaceFirst("tallyman-(.*)\\.tgz", "$1");
        Map<String, JsonObject> objects = tools.render(first, KubernetesTools.NEWEST);
        assertEquals("tallyman:" + version, container(objects).get("image").getAsString());
        assertTrue(tools.helm("show", "chart", first.toString()).contains("version: " + version + "\n"));
    }
}
