package io.tallyman.itests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Helm, kustomize and Kubernetes' own schemas, which {@code scripts/kubernetes-tools} gets. */
final class KubernetesTools {
    private static final Path TOP = Tallyman.HOME.resolve("../../..").normalize();
    static final Path KUBERNETES = TOP.resolve("distribution/kubernetes");
    static final Path CHART = KUBERNETES.resolve("chart");
    /** The newest Kubernetes whose schemas are there. */
    static final String NEWEST = "1.37.0";
    private static final Path CHECK = TOP.resolve("itests/src/test/python/manifests.py");

    private final Provided tools;

    KubernetesTools() throws IOException, InterruptedException {
        tools = Provided.by("kubernetes-tools");
    }

    private String run(String tool, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(tools.program(tool)));
        command.addAll(arguments);
        return Commands.run(command, null);
    }

    String helm(String... arguments) throws IOException, InterruptedException {
        return run("helm", Arrays.asList(arguments));
    }

    /** What the chart makes for a cluster of this version, by kind. Each object is what its schema says. */
    Map<String, JsonObject> render(Path chart, String version, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("template", "tallyman", chart.toString(), "--namespace", "tallyman",
                "--kube-version", version));
        all.addAll(Arrays.asList(options));
        return objects(run("helm", all), version);
    }

    Map<String, JsonObject> kustomize(Path base, String version) throws IOException, InterruptedException {
        return objects(run("kustomize", List.of("build", base.toString())), version);
    }

    private Map<String, JsonObject> objects(String yaml, String version) throws IOException, InterruptedException {
        Path file = Files.writeString(Files.createTempFile(Path.of(System.getProperty("tallyman.results")), "manifests", ".yaml"),
                yaml);
        Map<String, JsonObject> byKind = new TreeMap<>();
        for (JsonElement each : JsonParser.parseString(run("schemas", List.of(CHECK.toString(), version, file.toString())))
                .getAsJsonArray()) {
            byKind.put(each.getAsJsonObject().get("kind").getAsString(), each.getAsJsonObject());
        }
        return byKind;
    }
}
