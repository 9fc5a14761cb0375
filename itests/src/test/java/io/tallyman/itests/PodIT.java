package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.UUID;
import org.junit.Test;

/** Kubernetes' pods, as its own interface to containerd makes them. */
public class PodIT {
    private static final int COUNT = Integer.getInteger("tallyman.pods", 61);
    private static final String NAMESPACE = "quay";

    private static String run(Cri cri, String name, String... program) throws Exception {
        Cri.Pod pod = new Cri.Pod("on-" + name, NAMESPACE, uid(name));
        String sandbox = cri.runSandbox(pod);
        try {
            return cri.run(pod, sandbox, Containerd.IMAGE, name, program);
        } finally {
            cri.remove(sandbox);
        }
    }

    private static String uid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes()).toString();
    }

    /** How many of these events tell of a container of the pod that its name says. */
    private static long ofTheirPods(List<JsonObject> events, boolean sandbox) {
        return events.stream().map(event -> event.getAsJsonObject("kubernetes")).filter(pod -> isRight(pod)
                && pod.get("podSandbox").getAsBoolean() == sandbox).count();
    }

    private static boolean isRight(JsonObject pod) {
        return pod.has("podName") && pod.get("podNamespace").getAsString().equals(NAMESPACE)
                && pod.get("podUID").getAsString().equals(uid(pod.get("podName").getAsString().substring(3)));
    }

    private static List<JsonObject> events(Lines trace, String part) {
        return trace.lines().stream().map(Lines.Line::text).filter(l -> l.contains(part))
                .map(l -> JsonParser.parseString(l).getAsJsonObject()).toList();
    }

    @Test
    public void shouldNameEveryContainerOfAPodAndThePod() throws Exception {
        try (OwnContainerd containerd = new OwnContainerd()) {
            containerd.preparePods();
            try (Cri cri = new Cri(containerd.socket());
                    Lines trace = Lines.traceNamed(Truth.arguments("containerd:" + containerd.socket()))) {
                Truth truth = new Truth(Containerd.IMAGE);
                truth.run((name, program) -> run(cri, name, program), "pod", COUNT);
                trace.interrupt();
                long[] delays = truth.check(trace.lines(), trace.stderr());
                assertEquals(2 * COUNT, delays.length);
                assertEquals(2 * COUNT, ofTheirPods(events(trace, "\"/truth/pod-"), false));
                List<JsonObject> created = events(trace, "\"eventName\":\"container_create\"");
                assertEquals(COUNT, ofTheirPods(created, false));
                assertEquals(COUNT, ofTheirPods(created, true));
                System.out.println(Truth.describe("pods", delays));
                System.out.println(Truth.row("pods", COUNT, delays));
            }
        }
    }
}
