package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tallyman.testing.CheckedFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

/** The hash of each program that ran is the one that sha256sum prints of the program's file. */
public class Sha256IT {
    private static final int RUNS = 7;
    /** On a busy machine the runtime executes itself in the container's cgroup, from memory or from the host's disk. */
    private static final String OF_THE_CONTAINER = "sched_process_exec.args.executable_layer=image,copied,new";
    /** Executes a copy of sleep that is in memory alone. */
    private static final String MEMFD = """
            my $name = "tm"; my $fd = syscall(319, $name, 0); open(my $out, ">&=", $fd); open(my $in, "<", "/bin/sleep");
            local $/; syswrite($out, <$in>); exec {"/proc/self/fd/$fd"} "sleep", "1"; die $!;
            """;

    /** The path and the hash of each program, in the order of the events; "null" where there is no hash. */
    private static List<String> programs(Lines trace) {
        return trace.lines().stream().map(line -> JsonParser.parseString(line.text()).getAsJsonObject())
                .map(event -> argument(event, "pathname") + " " + argument(event, "executable_sha256")).toList();
    }

    private static String argument(JsonObject event, String name) {
        for (JsonElement argument : event.getAsJsonArray("args")) {
            if (argument.getAsJsonObject().get("name").getAsString().equals(name)) {
                JsonElement value = argument.getAsJsonObject().get("value");
                return value.isJsonNull() ? "null" : value.getAsString();
            }
        }
        throw new AssertionError(name + " is missing in " + event);
    }

    private static Map<String, String> sums(String printed) {
        Map<String, String> sums = new TreeMap<>();
        printed.lines().map(line -> line.split("\\s+", 2)).forEach(parts -> sums.put(parts[1], parts[1] + " " + parts[0]));
        return sums;
    }

    private static Lines trace(OwnDocker docker, String container) throws Exception {
        return Lines.traceNamed("-o", "json", "--containers", "--sha256", "--runtime", "docker:" + docker.socket(), "-e",
                "sched_process_exec", "-s", "containerName=" + container, "-s", OF_THE_CONTAINER);
    }

    @Test
    public void shouldTellTheHashOfEachProgramOfAContainer() throws Exception {
        try (OwnDocker docker = new OwnDocker("overlay2"); Lines trace = trace(docker, "hashed")) {
            docker.run(true, "hashed", "sleep", "10007");
            docker.exec("hashed", "sh", "-c", "cp /bin/busybox /tmp/id && echo x >>/tmp/id && ln /tmp/id /tmp/true"
                    + " && chmod 750 /bin/calls && /tmp/id && /bin/calls 1 /tm-x && /tmp/true");
            Map<String, String> sums = sums(docker.call("exec", "hashed", "busybox", "sha256sum", "/bin/busybox",
                    "/tmp/id", "/tmp/true", "/bin/calls"));
            docker.exec("hashed", "/tmp/id");
            trace.interrupt();
            String image = sums.get("/bin/busybox");
            String added = sums.get("/tmp/id");
            assertEquals(trace.stderr(), List.of(image, image, added, sums.get("/bin/calls"), sums.get("/tmp/true"), image,
                    added), programs(trace));
            assertEquals(4, sums.values().size());
            CheckedFields.add("sched_process_exec", "executable_sha256");
        }
    }

    /** A container is gone some ten milliseconds after its only process, which does not live for one millisecond. */
    @Test
    public void shouldTellTheHashOfContainersThatEndAtOnce() throws Exception {
        try (OwnDocker docker = new OwnDocker("overlay2"); Lines trace = trace(docker, "short*")) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                docker.run(false, "short-" + i, "/bin/calls", "1", "/tm-x");
            }
            trace.interrupt();
            String sum = Commands.run("sha256sum", System.getProperty("tallyman.calls")).split(" ")[0];
            for (int i = 0; i < RUNS; i++) {
                expected.add("/bin/calls " + sum);
            }
            List<String> seen = programs(trace).stream().filter(program -> program.startsWith("/bin/calls")).toList();
            System.out.println("hashes of programs that end at once: " + seen.stream().filter(expected::contains).count() + " of "
                    + RUNS);
            assertEquals(trace.stderr(), expected, seen);
        }
    }

    @Test
    public void shouldTellTheHashOfAProgramInMemory() throws Exception {
        try (Lines trace = Lines.trace("-o", "json", "--sha256", "-e", "sched_process_exec", "-s",
                "sched_process_exec.args.executable_memfd=true")) {
            Commands.run("perl", "-e", MEMFD);
            trace.interrupt();
            String sum = Commands.run("sha256sum", "/bin/sleep").split(" ")[0];
            List<String> seen = programs(trace);
            assertEquals(trace.stderr(), 1, seen.size());
            assertTrue(seen.get(0), seen.get(0).endsWith(" " + sum));
        }
    }
}
