package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Health checks and commands of users in one container of a real daemon: each has its origin, and the id of its exec. */
public class HealthcheckIT {
    private static final String MARK = "/tm-health-";
    private static final int OF_CHECK = 3;
    private static final int OF_USER = 11;
    private static final int USERS = 7;
    private static final String CHECK = "[ -e /tmp/stop ] || /bin/calls " + OF_CHECK + " " + MARK + "check";
    private static final List<String> OPENS = List.of("-e", "openat,open", "-s", "openat.args.pathname=" + MARK + "*", "-s",
            "open.args.pathname=" + MARK + "*");

    @Rule
    public final TemporaryFolder directory = new TemporaryFolder();

    private static Lines trace(String runtime, String... options) throws Exception {
        return Lines.traceNamed(OwnDaemon.join(OwnDaemon.join(List.of("--containers", "--origin", "--runtime", runtime),
                OPENS.toArray(String[]::new)), options).toArray(String[]::new));
    }

    /** How many files were opened, by the origin and the word behind the mark, and then by the id of the exec. */
    private static Map<String, Map<String, Integer>> opened(List<String> lines) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        for (String line : lines) {
            JsonObject event = JsonParser.parseString(line).getAsJsonObject();
            String word = line.replaceFirst(".*" + MARK + "([a-z]+).*", "$1");
            String id = event.has("execId") ? event.get("execId").getAsString() : "";
            counts.computeIfAbsent(event.get("origin").getAsString() + " " + word, key -> new TreeMap<>())
                    .merge(id, 1, Integer::sum);
        }
        return counts;
    }

    private static List<String> texts(Lines trace) {
        return trace.lines().stream().map(Lines.Line::text).toList();
    }

    private static int count(Lines trace, String word) {
        return (int) trace.lines().stream().filter(line -> line.text().contains(MARK + word)).count();
    }

    /** The ids that the daemon gave to execs of a container since then, by whether they are health checks. */
    private static Map<Boolean, Set<String>> ids(String container, long since) throws Exception {
        return Docker.docker("events", "--since", Long.toString(since), "--until", Long.toString(now() + 1), "--filter",
                "container=" + container, "--format", "{{.Action}}|{{index .Actor.Attributes \"execID\"}}").lines()
                .filter(line -> line.startsWith("exec_create")).collect(Collectors.partitioningBy(
                        line -> line.contains(CHECK), Collectors.mapping(line -> line.substring(line.lastIndexOf('|') + 1),
                                Collectors.toCollection(TreeSet::new))));
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    @Test
    public void shouldTellHealthChecksOfDockerFromCommandsOfUsers() throws Exception {
        Docker.makeImage();
        Path capture = directory.getRoot().toPath().resolve("x.cap");
        Path live = directory.getRoot().toPath().resolve("live.json");
        long began = now();
        try (Lines all = trace("docker:" + Docker.SOCKET, "-o", "json", "-o", "json:" + live, "-o", "capture:" + capture);
                Lines others = trace("docker:" + Docker.SOCKET, "-o", "json", "-s", "origin!=healthcheck")) {
            Docker.docker("run", "-d", "--name", "tm-health", "--network", "none", "--health-cmd", CHECK, "--health-interval",
                    "1s", Docker.IMAGE, "/bin/sh", "-c", "/bin/calls 5 " + MARK + "entry; exec /bin/sleep 1013");
            for (int i = 0; i < USERS; i++) {
                Docker.docker("exec", "tm-health", "/bin/sh", "-c", "/bin/calls " + OF_USER + " " + MARK + "user; true");
            }
            Until.holds("checks", () -> count(all, "check") >= 3 * OF_CHECK);
            Docker.docker("exec", "tm-health", "/bin/sh", "-c", ": > /tmp/stop; exec /bin/calls 13 " + MARK + "last");
            Until.holds("last", () -> count(all, "last") == 13 && count(others, "last") == 13);
            Map<Boolean, Set<String>> ids = ids("tm-health", began);
            Docker.remove("tm-health");
            all.interrupt();
            others.interrupt();
            Map<String, Map<String, Integer>> seen = opened(texts(all));
            assertEquals(Set.of("entrypoint entry", "exec user", "exec last", "healthcheck check"), seen.keySet());
            assertEquals(Map.of("", 5), seen.get("entrypoint entry"));
            assertEquals(USERS, seen.get("exec user").size());
            assertEquals(Set.of(OF_USER), Set.copyOf(seen.get("exec user").values()));
            Set<String> commands = new TreeSet<>(seen.get("exec user").keySet());
            commands.addAll(seen.get("exec last").keySet());
            assertEquals(ids.get(false), commands);
            assertEquals(Set.of(OF_CHECK), Set.copyOf(seen.get("healthcheck check").values()));
            assertTrue(seen + " " + ids, ids.get(true).containsAll(seen.get("healthcheck check").keySet()));
            seen.remove("healthcheck check");
            assertEquals(seen, opened(texts(others)));
            assertEquals(texts(all), Files.readAllLines(live));
            assertEquals(withoutChecks(texts(all)), replayed(capture, "-s", "origin!=healthcheck"));
            assertEquals(texts(all), replayed(capture));
        } finally {
            Docker.remove("tm-health");
        }
    }

    @Test
    public void shouldTellTheIdsOfContainerdsExecs() throws Exception {
        try (OwnContainerd own = new OwnContainerd();
                Lines all = trace("containerd:" + own.socket(), "-o", "json")) {
            own.run(true, "tm-ids", "/bin/sleep", "1013");
            for (int i = 0; i < USERS; i++) {
                String[] command = {"task", "exec", "--exec-id", "tm-exec-" + i, "tm-ids", "/bin/sh", "-c",
                        "/bin/calls " + (OF_USER + i) + " " + MARK + "user; true"};
                Commands.overlook(1, () -> own.call(command));
            }
            int opens = USERS * OF_USER + USERS * (USERS - 1) / 2;
            Until.holds("opens", () -> count(all, "user") == opens);
            all.interrupt();
            Map<String, Integer> expected = new TreeMap<>();
            for (int i = 0; i < USERS; i++) {
                expected.put("tm-exec-" + i, OF_USER + i);
            }
            assertEquals(Map.of("exec user", expected), opened(texts(all)));
            own.remove("tm-ids");
        }
    }

    @Test
    public void shouldTellHealthChecksOfPodmanFromCommandsOfUsers() throws Exception {
        try (OwnPodman own = new OwnPodman();
                Lines all = trace("podman:" + own.socket(), "-o", "json")) {
            own.runChecked("tm-podman", "/bin/calls " + OF_CHECK + " " + MARK + "check; true", "/bin/sleep", "1013");
            for (int i = 0; i < USERS; i++) {
                own.exec("tm-podman", "/bin/sh", "-c", "/bin/calls " + OF_USER + " " + MARK + "user; true");
                own.check("tm-podman");
            }
            Until.holds("opens", () -> count(all, "user") == USERS * OF_USER && count(all, "check") == USERS * OF_CHECK);
            all.interrupt();
            Map<String, Map<String, Integer>> seen = opened(texts(all));
            assertEquals(Set.of("exec user", "healthcheck check"), seen.keySet());
            assertEquals(Set.of(OF_USER), Set.copyOf(seen.get("exec user").values()));
            assertEquals(Set.of(OF_CHECK), Set.copyOf(seen.get("healthcheck check").values()));
            Set<String> ids = new TreeSet<>(seen.get("exec user").keySet());
            ids.addAll(seen.get("healthcheck check").keySet());
            assertEquals(2 * USERS, ids.size());
            assertTrue(ids.toString(), ids.stream().allMatch(id -> id.matches("[0-9a-f]{64}")));
            own.remove("tm-podman");
        }
    }

    private static List<String> withoutChecks(List<String> lines) {
        return lines.stream().filter(line -> !line.contains(MARK + "check")).toList();
    }

    private static List<String> replayed(Path capture, String... options) throws Exception {
        return Commands.run(OwnDaemon.join(List.of(Tallyman.HOME.resolve("bin/tallyman").toString(), "replay",
                capture.toString(), "-o", "json"), options), null).lines().filter(line -> line.startsWith("{")).toList();
    }
}
