package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/**
 * Debian's kernels with cgroup v2 alone, under QEMU: the truth of all runtimes in one trace. The kernel is booted once;
 * {@code scripts/kernel-checks} runs the containers in there, and what it leaves is judged here. {@code ./test} boots 6.1,
 * {@code ./test --kernels 6.1 6.12} what it is told.
 */
@RunWith(Parameterized.class)
public class KernelsIT {
    private static final Map<String, Run> RUNS = new HashMap<>();
    /** A kernel that has not come to its end is not booted again for the next test. */
    private static final Map<String, Throwable> FAILURES = new HashMap<>();

    private final String series;

    /** The container that whoever opened a file belongs to; {@code id} is "-" for none. */
    private record Expected(String id, String image, String runtime, String name) {
    }

    /** What one kernel's checks have left. */
    private record Run(Map<String, Expected> truth, List<JsonObject> events, String messages, String code) {
        private List<JsonObject> opens(String opener) {
            return events.stream().filter(event -> event.get("eventName").getAsString().startsWith("open")
                    && event.getAsJsonArray("args").toString().contains("\"/truth/" + opener + "\"")).toList();
        }
    }

    public KernelsIT(String series) {
        this.series = series;
    }

    @Parameterized.Parameters(name = "{0}")
    public static List<String> series() {
        return List.of(System.getProperty("tallyman.kernels", "6.1").split(","));
    }

    private Run run() throws Exception {
        if (FAILURES.containsKey(series)) {
            throw new AssertionError("Linux " + series + " did not come to its end", FAILURES.get(series));
        }
        if (!RUNS.containsKey(series)) {
            try {
                RUNS.put(series, boot(series));
            } catch (Exception | AssertionError e) {
                FAILURES.put(series, e);
                throw e;
            }
        }
        return RUNS.get(series);
    }

    private static Run boot(String series) throws Exception {
        archiveClasses();
        return GuestKernel.run(series, "kernel-checks", KernelsIT::read);
    }

    /**
     * The first trace of a product leaves an archive of the classes that were loaded. If this is the first one, the archive
     * has the classes that naming needs, which take long to load one by one in an emulated kernel.
     */
    private static void archiveClasses() throws Exception {
        Docker.makeImage();
        try (Lines trace = Lines.traceNamed(Truth.arguments("docker:" + Docker.SOCKET, "podman:" + Podman.SOCKET,
                "containerd:" + Containerd.SOCKET))) {
            new Truth(Docker.IMAGE).run(Docker::run, "warm-docker", 1);
            new Truth(Podman.IMAGE).run(Podman::run, "warm-podman", 1);
            new Truth(Containerd.IMAGE).run(Containerd::run, "warm-ctr", 1);
            trace.interrupt();
        }
    }

    private static Run read(Path results) throws IOException {
        Map<String, Expected> truth = new HashMap<>();
        for (String line : Files.readAllLines(results.resolve("truth"))) {
            String[] words = line.split(" ");
            truth.put(words[0], new Expected(words[1], words[2], words[3], words[4]));
        }
        List<JsonObject> events = new ArrayList<>();
        for (String line : Files.readAllLines(results.resolve("trace.json"))) {
            events.add(JsonParser.parseString(line).getAsJsonObject());
        }
        return new Run(truth, events, Files.readString(results.resolve("trace.err")),
                Files.readString(results.resolve("code")).strip());
    }

    /** One line, or more, and each says the same container, in full. */
    private void assertNamed(String opener) throws Exception {
        Run run = run();
        Expected expected = run.truth.get(opener);
        assertNotNull("no " + opener + " in " + run.truth, expected);
        List<JsonObject> opens = run.opens(opener);
        assertEquals(opens + "\n" + run.messages, 1, opens.size());
        JsonObject container = opens.get(0).getAsJsonObject("container");
        String line = container + "\n" + run.messages;
        assertEquals(line, expected, new Expected(text(container, "id"), text(container, "image"),
                text(container, "runtime"), text(container, "name")));
        assertEquals(line, "complete", text(container, "enrichment"));
    }

    private static String text(JsonObject object, String key) {
        return object.has(key) ? object.get(key).getAsString() : "";
    }

    /** Its life, from the trace's point of view. */
    private void assertTold(String event, String name) throws Exception {
        assertEquals(run().messages, 1, run().events.stream().filter(each -> text(each, "eventName").equals(event)
                && text(each.getAsJsonObject("container"), "name").equals(name)).count());
    }

    private void assertNamedFromBeginToEnd(String name) throws Exception {
        assertNamed(name);
        assertTold("container_create", name);
        assertTold("container_remove", name);
    }

    @Test
    public void shouldNameAShortContainerOfDocker() throws Exception {
        assertNamedFromBeginToEnd("new-docker");
    }

    @Test
    public void shouldNameAShortContainerOfPodman() throws Exception {
        assertNamedFromBeginToEnd("new-podman");
    }

    @Test
    public void shouldNameAShortContainerOfContainerd() throws Exception {
        assertNamedFromBeginToEnd("new-ctr");
    }

    @Test
    public void shouldNameWhatWasThereBeforeInEachRuntime() throws Exception {
        assertTold("existing_container", "old-docker");
        assertTold("existing_container", "old-podman");
        assertTold("existing_container", "old-ctr");
    }

    @Test
    public void shouldNameWhatIsExecutedInAContainer() throws Exception {
        assertNamed("exec");
    }

    @Test
    public void shouldKeepAContainersNameWhenAChildCgroupComesAndGoes() throws Exception {
        assertNamed("after-child");
    }

    @Test
    public void shouldGoByWhereAProcessIsWhenItMigrates() throws Exception {
        List<JsonObject> opens = run().opens("outside");
        assertEquals(1, opens.size());
        assertEquals(new JsonObject(), opens.get(0).getAsJsonObject("container"));
    }

    @Test
    public void shouldNameAContainerWhoseCgroupIsElsewhere() throws Exception {
        assertNamed("elsewhere");
    }

    @Test
    public void shouldKnowTheScopeThatSystemdMakes() throws Exception {
        assertNamed("scope");
    }

    @Test
    public void shouldLoseNothingAndEndWell() throws Exception {
        assertEquals(run().messages, "0", run().code);
        assertEquals(run().messages, 0, Counts.of(run().messages).lost());
    }
}
