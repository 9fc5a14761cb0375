package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** What the command line promises, on real Docker containers. */
public class TraceIT {
    private static final String SOCKET = "docker:" + Docker.SOCKET;

    private static JsonObject container(JsonObject event) {
        return event.getAsJsonObject("container");
    }

    private static boolean is(JsonObject event, String name) {
        return event.get("eventName").getAsString().equals(name);
    }

    private static String arg(JsonObject event, String name) {
        for (var arg : event.getAsJsonArray("args")) {
            if (arg.getAsJsonObject().get("name").getAsString().equals(name)) {
                return arg.getAsJsonObject().get("value").toString();
            }
        }
        return null;
    }

    @Test
    public void shouldNameAShortLivedContainerARunningOneAndNotTheHost() throws Exception {
        String before = Docker.start("tm-before", "/bin/sleep", "1007");
        try (Tallyman trace = Tallyman.trace("trace", "-o", "json", "--containers", "--runtime", SOCKET)) {
            // Docker tells only a name of a container that is gone before Docker is connected
            trace.awaitErr("names from docker");
            String id = Docker.run("tm-short", "/bin/ls");
            Commands.run("/bin/true", "tm-on-the-host");
            Docker.docker("exec", "tm-before", "/bin/id");
            assertEquals(0, trace.interrupt());
            List<JsonObject> events = trace.json();
            JsonObject exec = events.stream().filter(e -> is(e, "sched_process_exec")
                    && e.get("containerId").getAsString().equals(id)
                    // on a busy machine runc executes itself in there before
                    && arg(e, "cmdpath").equals("\"/bin/ls\"")).findFirst().orElseThrow();
            assertNamed(exec, id, "tm-short");
            JsonObject inside = events.stream().filter(e -> is(e, "sched_process_exec")
                    && e.get("containerId").getAsString().equals(before)).findFirst().orElseThrow();
            assertNamed(inside, before, "tm-before");
            JsonObject existing = events.stream().filter(e -> is(e, "existing_container")
                    && arg(e, "container_id").equals('"' + before + '"')).findFirst().orElseThrow();
            assertEquals("\"tm-before\"", arg(existing, "container_name"));
            JsonObject host = events.stream().filter(e -> is(e, "sched_process_exec")
                    && arg(e, "argv").contains("tm-on-the-host")).findFirst().orElseThrow();
            assertEquals(0, container(host).size());
            assertEquals("", host.get("containerId").getAsString());
            List<String> lifecycle = events.stream().filter(e -> e.get("containerId").getAsString().equals(id))
                    .map(e -> e.get("eventName").getAsString()).filter(n -> n.startsWith("container_")).toList();
            assertEquals(List.of("container_create", "container_start", "container_remove"), lifecycle);
        } finally {
            Docker.remove("tm-before");
        }
    }

    private static void assertNamed(JsonObject event, String id, String name) {
        assertEquals(id, container(event).get("id").getAsString());
        assertEquals(name, container(event).get("name").getAsString());
        assertEquals(Docker.IMAGE, container(event).get("image").getAsString());
        assertEquals("docker", container(event).get("runtime").getAsString());
        assertEquals("complete", container(event).get("enrichment").getAsString());
    }

    @Test
    public void shouldDoWhatTheDocumentsOfTheOthersSay() throws Exception {
        String[][] json = {{"trace", "--output", "json", "--containers"}, {"--output", "json", "--containers"}};
        String[][] table = {{"trace", "--filter", "container", "--containers"},
            {"--scope", "container", "--containers"}};
        for (int i = 0; i < 2; i++) {
            try (Tallyman trace = Tallyman.trace(with(json[i]))) {
                String id = Docker.run("tm-json-" + i, "/bin/ls");
                assertEquals(0, trace.interrupt());
                assertTrue(trace.json().stream().anyMatch(e -> is(e, "sched_process_exec")
                        && e.get("containerId").getAsString().equals(id)
                        && container(e).get("image").getAsString().equals(Docker.IMAGE)));
            }
        }
        for (int i = 0; i < 2; i++) {
            try (Tallyman trace = Tallyman.trace(with(table[i]))) {
                String id = Docker.run("tm-table-" + i, "/bin/ls");
                Commands.run("/bin/true");
                assertEquals(0, trace.interrupt());
                List<String> lines = trace.stdout().lines().toList();
                assertTrue(lines.get(0), lines.get(0).matches(
                        "TIME +CONTAINER_ID +IMAGE +ORIGIN +UID +COMM +PID/host +TID/host +RET +EVENT +ARGS *"));
                assertTrue(trace.stdout(), lines.stream().anyMatch(l -> l.contains(id.substring(0, 12) + " ")
                        && l.contains(" bb:1 ") && l.contains("sched_process_exec") && l.contains("/bin/ls")));
                assertTrue(lines.stream().noneMatch(l -> l.contains("/bin/true")));
            }
        }
    }

    private static String[] with(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--runtime";
        all[arguments.length + 1] = SOCKET;
        return all;
    }

    @Test
    public void shouldDeliverTwoMillionAndThreeCallsEachOnce() throws Exception {
        int count = 2_000_003;
        // at a rate that two busy cores can follow; how fast it can get is what benchmarks/run measures
        try (Tallyman trace = Tallyman.trace("-o", "json", "--containers", "-e", "openat", "--buffer", "64M", "--scope",
                "comm=calls", "--runtime", SOCKET)) {
            String id = Docker.run("tm-calls", "/bin/calls", Integer.toString(count), "/tm/calls/", "150000");
            assertEquals(0, trace.interrupt());
            assertEachOnce(trace, id, count);
        }
    }

    private static void assertEachOnce(Tallyman trace, String id, int count) throws IOException {
        Pattern marked = Pattern.compile("\"value\":\"/tm/calls/(\\d+)\"");
        BitSet seen = new BitSet(count);
        int lines = 0;
        int last = -1;
        try (BufferedReader reader = Files.newBufferedReader(trace.out())) {
            for (String line; (line = reader.readLine()) != null;) {
                Matcher m = marked.matcher(line);
                if (m.find()) {
                    int number = Integer.parseInt(m.group(1));
                    assertTrue("out of order", number > last);
                    last = number;
                    lines++;
                    seen.set(number);
                    assertTrue(line, line.contains("\"container\":{\"id\":\"" + id + "\",\"name\":\"tm-calls\""));
                }
            }
        }
        assertEquals(trace.stderr(), count, lines);
        assertEquals(count, seen.cardinality());
    }

    @Test
    public void shouldCountExactlyWhatATinyRingLoses() throws Exception {
        int count = 500_009;
        try (Tallyman trace = Tallyman.trace("-o", "json", "--containers", "-e", "openat", "--buffer", "64K",
                "--summary", "json", "--scope", "comm=calls", "--runtime", SOCKET)) {
            Docker.run("tm-tiny", "/bin/calls", Integer.toString(count), "/tm/calls/");
            assertEquals(0, trace.interrupt());
            Counts counts = Counts.of(trace.stderr());
            assertEquals(trace.stderr(), counts.emitted(), counts.read() + counts.lost());
            assertTrue(trace.stderr(), counts.emitted() >= count);
            assertTrue("the ring was not tiny enough to lose: " + counts, counts.lost() > 0);
        }
    }

    @Test
    public void shouldEndQuietlyWhenTheReaderGoes() throws Exception {
        Process shell = new ProcessBuilder("bash", "-c", "set -o pipefail; '" + Tallyman.HOME
                + "/bin/tallyman' trace | head -1").redirectErrorStream(false).start();
        Docker.makeImage();
        while (shell.isAlive()) {
            Commands.run("/bin/true");
        }
        assertEquals(0, shell.exitValue());
        String err = new String(shell.getErrorStream().readAllBytes());
        assertFalse(err, err.toLowerCase().contains("exception") || err.toLowerCase().contains("broken pipe"));
    }
}
