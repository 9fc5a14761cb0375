package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.tallyman.testing.CheckedFields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** The events that are made of others, each field held against what the container's runtime says. */
public class LifecycleIT {
    private static final String EVENTS = "containers,sched_process_exec";

    /** The events of a container, in order. */
    private static List<JsonObject> of(Tallyman trace, String container) throws Exception {
        return trace.json().stream().filter(e -> e.get("containerId").getAsString().equals(container)).toList();
    }

    private static JsonObject only(List<JsonObject> events, String name) {
        List<JsonObject> found = events.stream().filter(e -> e.get("eventName").getAsString().equals(name)).toList();
        assertEquals(name + " of " + events, 1, found.size());
        return found.get(0);
    }

    private static void check(JsonObject event, Map<String, Object> expected) {
        String name = event.get("eventName").getAsString();
        Map<String, JsonElement> args = arguments(event);
        expected.forEach((field, value) -> {
            assertEquals(name + "." + field, new Gson().toJson(value), args.get(field).toString());
            CheckedFields.add(name, field);
        });
    }

    /** Docker tells of a creation some milliseconds after the time that it notes for it, or of its whole second. */
    private static void checkTime(JsonObject event, long created) {
        long told = Long.parseLong(arguments(event).get("ctime").toString());
        assertTrue(created + " " + told, told >= created - created % 1_000_000_000 && told < created + 10_000_000_000L);
        CheckedFields.add(event.get("eventName").getAsString(), "ctime");
    }

    private static Map<String, JsonElement> arguments(JsonObject event) {
        Map<String, JsonElement> args = new LinkedHashMap<>();
        event.getAsJsonArray("args").forEach(arg -> args.put(arg.getAsJsonObject().get("name").getAsString(),
                arg.getAsJsonObject().get("value")));
        return args;
    }

    private static Map<String, Object> container(String runtime, String id, String image, String name) {
        return new LinkedHashMap<>(Map.of("runtime", runtime, "container_id", id, "container_image", image,
                "container_name", name, "container_image_digest", "", "pod_name", "", "pod_namespace", "", "pod_uid", "",
                "pod_sandbox", false));
    }

    private static long created(String id) throws Exception {
        Instant at = Instant.parse(Docker.docker("inspect", "--format", "{{.Created}}", id));
        return at.getEpochSecond() * 1_000_000_000 + at.getNano();
    }

    @Test
    public void shouldReportCreationStartAndRemovalWithWhatDockerSays() throws Exception {
        String before = Docker.start("tm-before", "/bin/sleep", "1009");
        String id;
        try (Tallyman trace = Tallyman.trace("trace", "-o", "json", "--containers", "-e", EVENTS, "--enrich-deadline",
                "10s", "--runtime",
                "docker:" + Docker.SOCKET)) {
            id = Docker.start("tm-life", "/bin/sh", "-c", "/bin/true; exec /bin/sleep 1013");
            long created = created(id);
            Docker.docker("exec", "tm-before", "/bin/true");
            Docker.remove("tm-life");
            assertEquals(0, trace.interrupt());
            List<JsonObject> life = of(trace, id);
            Map<String, Object> expected = container("docker", id, Docker.IMAGE, "tm-life");
            checkTime(only(life, "container_create"), created);
            check(only(life, "container_create"), expected);
            check(only(life, "container_remove"), Map.of("runtime", "docker", "container_id", id));
            JsonObject start = only(life, "container_start");
            expected.put("pathname", "/bin/busybox");
            expected.put("argv", List.of("/bin/sh", "-c", "/bin/true; exec /bin/sleep 1013"));
            check(start, expected);
            checkTime(start, created);
            assertStartPrecedesItsExec(life, start);
            JsonObject existing = only(of(trace, before), "existing_container");
            check(existing, container("docker", before, Docker.IMAGE, "tm-before"));
            checkTime(existing, created(before));
            assertTrue(of(trace, before).stream().noneMatch(e -> is(e, "container_start")));
        } finally {
            Docker.remove("tm-before");
        }
    }

    private static boolean is(JsonObject event, String name) {
        return event.get("eventName").getAsString().equals(name);
    }

    /** The exec comes right behind it, and everything from there on is of a container that has started. */
    private static void assertStartPrecedesItsExec(List<JsonObject> life, JsonObject start) {
        int at = life.indexOf(start);
        JsonObject exec = life.get(at + 1);
        assertEquals("sched_process_exec", exec.get("eventName").getAsString());
        for (String same : List.of("timestamp", "processId", "hostProcessId", "processName", "containerId", "container")) {
            assertEquals(same, exec.get(same), start.get(same));
        }
        assertEquals(1, start.get("processId").getAsInt());
        // What waited for the name shows the container as it was when the name came.
        for (int i = at; i < life.size(); i++) {
            assertTrue(life.get(i).toString(), life.get(i).getAsJsonObject("contextFlags")
                    .get("containerStarted").getAsBoolean());
        }
    }

    @Test
    public void shouldReportPodsWithWhatKubernetesSays() throws Exception {
        try (OwnContainerd containerd = new OwnContainerd()) {
            containerd.preparePods();
            try (Cri cri = new Cri(containerd.socket())) {
                Cri.Pod early = new Cri.Pod("tm-early", "quay", "5c9d1b1a-0b6d-4d83-8f3c-5f0a6b7f1a01");
                Cri.Pod late = new Cri.Pod("tm-late", "pier", "7e0b2f52-91a4-4c0b-9b58-22f4b0c1de02");
                String there = cri.runSandbox(early);
                try (Tallyman trace = Tallyman.trace("trace", "-o", "json", "--containers", "-e", EVENTS, "--enrich-deadline",
                "10s", "--runtime",
                        "containerd:" + containerd.socket())) {
                    // containerd does not tell of what came and went before it was connected to
                    trace.awaitErr("names from");
                    String sandbox = cri.runSandbox(late);
                    String id = cri.run(late, sandbox, Containerd.IMAGE, "tm-in-pod", "/bin/true");
                    cri.remove(sandbox);
                    assertEquals(0, trace.interrupt());
                    check(only(of(trace, there), "existing_container"), pod(early, true));
                    for (String event : List.of("container_create", "container_start")) {
                        check(only(of(trace, sandbox), event), pod(late, true));
                        check(only(of(trace, id), event), pod(late, false));
                    }
                    check(only(of(trace, id), "container_start"), Map.of("argv", List.of("/bin/true")));
                } finally {
                    cri.remove(there);
                }
            }
        }
    }

    private static Map<String, Object> pod(Cri.Pod pod, boolean sandbox) {
        return Map.of("runtime", "containerd", "pod_name", pod.name(), "pod_namespace", pod.namespace(), "pod_uid",
                pod.uid(), "pod_sandbox", sandbox);
    }
}
