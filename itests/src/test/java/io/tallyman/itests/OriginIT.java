package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

/** How processes came into containers of a real Docker daemon, each counted by the files that it opens. */
public class OriginIT {
    /** Another run on this machine opens files of its own. */
    private static final String MARK = "/tm-origin-" + ProcessHandle.current().pid() + "-";

    private static Lines trace(String... options) throws Exception {
        return Lines.traceNamed(OwnDaemon.join(List.of("-o", "json", "--containers", "--runtime",
                "docker:" + Docker.SOCKET, "-e", "openat,open", "-s", "openat.args.pathname=" + MARK + "*",
                "-s", "open.args.pathname=" + MARK + "*"), options).toArray(String[]::new));
    }

    /** How many files were opened, by the container's name, the origin, and the word behind the mark. */
    private static Map<String, Integer> opened(Lines trace) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Lines.Line line : trace.lines()) {
            JsonObject event = JsonParser.parseString(line.text()).getAsJsonObject();
            JsonObject container = event.getAsJsonObject("container");
            String path = event.getAsJsonArray("args").asList().stream().map(arg -> arg.getAsJsonObject())
                    .filter(arg -> arg.get("name").getAsString().equals("pathname")).findFirst().orElseThrow()
                    .get("value").getAsString();
            String word = path.substring(MARK.length()).replaceAll("[0-9]+$", "");
            counts.merge((container.has("name") ? container.get("name").getAsString() : "host") + " "
                    + (event.has("origin") ? event.get("origin").getAsString() : "-") + " " + word, 1, Integer::sum);
        }
        return counts;
    }

    private static void awaitOpened(Lines trace, String word, int count) throws Exception {
        Until.holds(word, () -> trace.lines().stream().filter(line -> line.text().contains(MARK + word)).count() == count);
    }

    private static String calls(int count, String word) {
        return "/bin/calls " + count + " " + MARK + word;
    }

    /** A shell of the host does this, and then opens files by this command. */
    private static void onHost(String step, String command, int count, String word) throws Exception {
        Commands.run("sh", "-c", step + command + " " + count + " " + MARK + word + "; true");
    }

    private static String enter(String name) throws Exception {
        String pid = Docker.docker("inspect", "--format", "{{.State.Pid}}", name);
        return "nsenter --target " + pid + " --mount --pid --root --wd /bin/calls";
    }

    private static void run(String name, String script) throws Exception {
        Docker.start(name, "/bin/sh", "-c", script + "; exec /bin/sleep 1009");
    }

    @Test
    public void shouldTellWhoCameHowIntoAContainer() throws Exception {
        run("tm-origin-old", "while [ ! -e /tmp/go ]; do /bin/sleep 1; done; " + calls(5, "old"));
        try (Lines all = trace("--origin"); Lines execs = trace("-s", "origin=exec");
                Lines others = trace("-s", "origin!=exec"); Lines inside = trace("-s", "containerName=tm-origin-new")) {
            run("tm-origin-new", calls(7, "entry"));
            String id = Docker.docker("inspect", "--format", "{{.Id}}", "tm-origin-new");
            Docker.docker("exec", "tm-origin-new", "/bin/sh", "-c", calls(11, "exec") + "; true");
            Docker.docker("exec", "tm-origin-old", "/bin/sh", "-c", calls(13, "late") + "; : > /tmp/go");
            onHost("echo $$ > " + Cgroups.of(id) + "/cgroup.procs; ", System.getProperty("tallyman.calls"), 17, "moved");
            onHost("", enter("tm-origin-new"), 19, "entered");
            onHost("", enter("tm-origin-old"), 23, "before");
            awaitOpened(all, "old", 5);
            awaitOpened(all, "before", 23);
            all.interrupt();
            execs.interrupt();
            others.interrupt();
            inside.interrupt();
            Map<String, Integer> commands = Map.of("tm-origin-new exec exec", 11, "tm-origin-old exec late", 13);
            Map<String, Integer> rest = Map.of("tm-origin-old unknown old", 5, "tm-origin-old attached before", 23,
                    "tm-origin-new entrypoint entry", 7, "tm-origin-new attached moved", 17,
                    "tm-origin-new attached entered", 19);
            Map<String, Integer> both = new TreeMap<>(commands);
            both.putAll(rest);
            assertEquals(both, opened(all));
            assertEquals(commands, opened(execs));
            assertEquals(rest, opened(others));
            both.keySet().removeIf(key -> !key.startsWith("tm-origin-new "));
            assertEquals(both, opened(inside));
        } finally {
            Docker.remove("tm-origin-old");
            Docker.remove("tm-origin-new");
        }
    }
}
