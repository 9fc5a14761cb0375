package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.UUID;

/** Runs pods of one container each, and holds what a trace says of pods and containers against the truth. */
final class PodTruth {
    private static final String NAMESPACE = "quay";

    private final Cri cri;
    private final Truth truth;
    private final String image;
    private final boolean labelled;

    /**
     * A series of pods.
     *
     * @param image    as the pods ask for it
     * @param labelled pods and containers have the kubelet's labels; those of crictl have none
     */
    PodTruth(Cri cri, String image, boolean labelled) {
        this.cri = cri;
        this.image = image;
        this.labelled = labelled;
        truth = new Truth(image);
    }

    /** Runs this many pods to their end, several at a time. */
    void run(String prefix, int count) throws Exception {
        truth.run(this::run, prefix, count);
    }

    private String run(String name, String... program) throws Exception {
        Cri.Pod pod = new Cri.Pod("on-" + name, NAMESPACE, uid(name), labelled);
        String sandbox = cri.runSandbox(pod);
        try {
            return cri.run(pod, sandbox, image, name, program);
        } finally {
            cri.remove(sandbox);
        }
    }

    /** Every event of every container tells its name, image and pod; containers and sandboxes are told to be created. */
    long[] check(Lines trace, String prefix, int count) {
        long[] delays = truth.check(trace.lines(), trace.stderr());
        assertEquals(2 * count, delays.length);
        assertEquals(2 * count, ofTheirPods(events(trace, "\"/truth/" + prefix + "-"), false));
        List<JsonObject> created = events(trace, "\"eventName\":\"container_create\"");
        assertEquals(count, ofTheirPods(created, false));
        assertEquals(count, ofTheirPods(created, true));
        return delays;
    }

    /** How many of these events tell of a container of the pod that its name says. */
    private static long ofTheirPods(List<JsonObject> events, boolean sandbox) {
        return events.stream().filter(event -> isRight(event.getAsJsonObject("kubernetes"), sandbox)
                && (!sandbox || event.getAsJsonObject("container").get("name").getAsString().equals("POD"))).count();
    }

    private static boolean isRight(JsonObject pod, boolean sandbox) {
        return pod.has("podName") && pod.get("podNamespace").getAsString().equals(NAMESPACE)
                && pod.get("podUID").getAsString().equals(uid(pod.get("podName").getAsString().substring(3)))
                && pod.get("podSandbox").getAsBoolean() == sandbox;
    }

    private static String uid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes()).toString();
    }

    private static List<JsonObject> events(Lines trace, String part) {
        return trace.lines().stream().map(Lines.Line::text).filter(l -> l.contains(part))
                .map(l -> JsonParser.parseString(l).getAsJsonObject()).toList();
    }
}
