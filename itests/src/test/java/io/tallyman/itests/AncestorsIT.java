package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** From whom the processes of a real container descend. */
public class AncestorsIT {
    private static final String INNER = "cat /etc/hostname; true";
    private static final String OUTER = "sh -c \"" + INNER + "\"; true";
    /** The shell of this text has ended when the cat begins. */
    private static final String GONE = "(while [ -d /proc/$$ ]; do :; done; cat /etc/passwd) & true";

    private static List<JsonObject> execs(Lines trace, String... argv) {
        return trace.lines().stream().map(line -> JsonParser.parseString(line.text()).getAsJsonObject())
                .filter(event -> argv(event).equals(List.of(argv))).toList();
    }

    private static List<String> argv(JsonObject event) {
        for (JsonElement argument : event.getAsJsonArray("args")) {
            if (argument.getAsJsonObject().get("name").getAsString().equals("argv")) {
                return strings(argument.getAsJsonObject().getAsJsonArray("value"));
            }
        }
        throw new AssertionError("argv is missing in " + event);
    }

    private static List<String> strings(JsonArray values) {
        List<String> strings = new ArrayList<>();
        values.forEach(value -> strings.add(value.getAsString()));
        return strings;
    }

    private static JsonObject ancestor(JsonObject event, int number) {
        return event.getAsJsonArray("ancestors").get(number).getAsJsonObject();
    }

    @Test
    public void shouldNameTheShellsBehindAProgramOfAContainer() throws Exception {
        try (OwnDocker docker = new OwnDocker();
                Lines trace = Lines.traceNamed("-o", "json", "--containers", "--ancestors", "--runtime",
                        "docker:" + docker.socket(), "-e", "sched_process_exec", "-s", "containerName=lineage")) {
            docker.run(true, "lineage", "sh", "-c", OUTER + "; sleep 10007");
            Until.holds("the container's cat", () -> execs(trace, "cat", "/etc/hostname").size() == 1);
            docker.exec("lineage", "sh", "-c", OUTER);
            docker.exec("lineage", "sh", "-c", "sh -c '" + GONE + "'; true");
            Until.holds("the last cat", () -> !execs(trace, "cat", "/etc/passwd").isEmpty());
            trace.interrupt();
            List<JsonObject> cats = execs(trace, "cat", "/etc/hostname");
            assertEquals(trace.stderr(), 2, cats.size());
            checkShells(trace, cats.get(0), OUTER + "; sleep 10007");
            checkShells(trace, cats.get(1), OUTER);
            checkOrphan(execs(trace, "cat", "/etc/passwd").get(0));
        }
    }

    /** Exactly the two shells are between the program and the runtime, each named as in its own event. */
    private static void checkShells(Lines trace, JsonObject cat, String outer) {
        List<String> expected = List.of(INNER, outer);
        for (int i = 0; i < expected.size(); i++) {
            JsonObject shell = ancestor(cat, i);
            assertEquals(List.of("sh", "-c", expected.get(i)), strings(shell.getAsJsonArray("argv")));
            assertEquals("/bin/busybox", shell.get("executable").getAsString());
            assertEquals("lineage", shell.get("containerName").getAsString());
            assertEquals(cat.get("containerId"), shell.get("containerId"));
            List<JsonElement> names = execs(trace, "sh", "-c", expected.get(i)).stream()
                    .map(event -> event.get("entityId")).toList();
            assertEquals(names + " has " + shell, true, names.contains(shell.get("entityId")));
        }
        assertEquals(cat.get("hostParentProcessId"), ancestor(cat, 0).get("hostProcessId"));
        assertEquals("init", last(strings(ancestor(cat, 2).getAsJsonArray("argv"))));
        assertEquals("[" + cat + "]", 2, programs(cat).stream().filter("/bin/busybox"::equals).count());
    }

    private static List<String> programs(JsonObject event) {
        List<String> programs = new ArrayList<>();
        event.getAsJsonArray("ancestors").forEach(each -> programs.add(each.getAsJsonObject().get("executable").getAsString()));
        return programs;
    }

    private static String last(List<String> strings) {
        return strings.get(strings.size() - 1);
    }

    /** The kernel says that another process is the parent by now. */
    private static void checkOrphan(JsonObject cat) {
        assertEquals(List.of("sh", "-c", GONE), strings(ancestor(cat, 0).getAsJsonArray("argv")));
        assertEquals("lineage", ancestor(cat, 0).get("containerName").getAsString());
        int shells = (int) programs(cat).stream().filter("/bin/busybox"::equals).count();
        assertEquals(List.of("sh", "-c", "sh -c '" + GONE + "'; true"),
                strings(ancestor(cat, shells - 1).getAsJsonArray("argv")));
        assertNotEquals(ancestor(cat, shells - 2).get("hostProcessId"), cat.get("hostParentProcessId"));
    }
}
