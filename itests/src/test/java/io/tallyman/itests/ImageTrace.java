package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Set;

/** A trace by the product's image in Docker, and what the trace prints. */
final class ImageTrace implements AutoCloseable {
    static final String NAME = "tm-image";
    static final int COUNT = 5;
    /** A container that is gone soon may lack what is asked for after its name. */
    static final Set<String> NAMED = Set.of("complete", "partial");
    private static final String OPENED = "/truth/";

    private final Lines lines;
    private final String id;

    /**
     * Starts it, and waits until it is connected to these runtimes.
     *
     * @param command of Docker's client; the container is called {@link #NAME}
     */
    ImageTrace(List<String> command, String... runtimes) throws Exception {
        lines = Lines.of(command);
        for (String runtime : runtimes) {
            lines.awaitErr("names from");
            Until.holds(runtime + " is connected to: " + lines.stderr(), () -> lines.stderr().lines()
                    .anyMatch(line -> line.contains("names from") && line.contains(runtime)));
        }
        id = Docker.docker("inspect", "--format", "{{.Id}}", NAME);
    }

    Lines lines() {
        return lines;
    }

    String id() {
        return id;
    }

    /** Runs {@link #COUNT} containers, each of which executes a program that is told the container's name. */
    void run(String prefix, Truth.Runner runner) throws Exception {
        for (int i = 0; i < COUNT; i++) {
            runner.run(prefix + "-" + i, "/bin/ls", OPENED + prefix + "-" + i);
        }
    }

    /** Ends it as Docker does; it says what it has traced. */
    void stop() throws Exception {
        Docker.docker("stop", NAME);
        lines.awaitEnd();
        assertTrue(lines.stderr(), lines.stderr().contains("tallyman: traced "));
    }

    List<JsonObject> events() {
        return lines.lines().stream().map(line -> JsonParser.parseString(line.text()).getAsJsonObject()).toList();
    }

    /** Each exec of those containers is there, with the right name and image. */
    void assertNamed(String prefix, String runtime, String image) {
        List<JsonObject> execs = events().stream().filter(event -> is(event, "sched_process_exec"))
                .filter(event -> !event.get("containerId").getAsString().isEmpty())
                .filter(event -> event.get("args").toString().contains(OPENED + prefix + "-")).toList();
        assertEquals(lines.stderr() + execs, COUNT, execs.size());
        for (JsonObject exec : execs) {
            JsonObject container = exec.getAsJsonObject("container");
            assertTrue(exec.toString(), NAMED.contains(text(container, "enrichment")));
            assertEquals(runtime, text(container, "runtime"));
            assertEquals(image, text(container, "image"));
            assertTrue(exec.toString(), exec.get("args").toString().contains(OPENED + text(container, "name") + "\""));
        }
    }

    /** So many of the lines say that this container was there before. */
    void assertExisted(String container, int times) {
        assertEquals(container, times, events().stream().filter(event -> is(event, "existing_container"))
                .filter(event -> event.get("args").toString().contains(container)).count());
    }

    /** Nothing is of the tracer's own container. Programs of the runtime, which are the host's, may speak of it. */
    void assertLeavesItselfOut() {
        assertEquals(List.of(), events().stream().filter(event -> event.get("containerId").getAsString().equals(id)
                || text(event.getAsJsonObject("container"), "name").equals(NAME)
                || event.get("eventName").getAsString().contains("container")
                && event.get("args").toString().contains(id)).toList());
    }

    static boolean is(JsonObject event, String name) {
        return event.get("eventName").getAsString().equals(name);
    }

    private static String text(JsonObject object, String key) {
        return object.has(key) ? object.get(key).getAsString() : "";
    }

    @Override
    public void close() throws Exception {
        Commands.overlook(1, () -> Docker.docker("rm", "-f", NAME));
        lines.close();
    }
}
